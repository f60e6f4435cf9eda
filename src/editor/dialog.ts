import { chosenClass } from '../settings/classes';
import type { SidebarTab } from '../settings/node-settings';
import { isVisible } from '../settings/setting';
import type { LayerQuestion } from '../spec/layer-preview';
import { AsOpened } from './as-opened';
import { check, listOf } from './check';
import { classFields } from './class-fields';
import { explainFields } from './explain-fields';
import { fieldLabel } from './field-label';
import { type Field, type NodeForm, showsOutcome } from './form';
import { classScope, fieldHtml, moreHtml } from './markup';
import { argumentsInParts, fieldsInParts } from './more';
import { PreviewLine } from './preview-line';
import { rememberColumns } from './seen-columns';
import { showSidebar } from './sidebar/register';
import { offerSingleNodes } from './single-nodes';
import { type ColumnView, type Place, text } from './widgets/widget';
import { widgetOf } from './widgets/widget-of';
import { sourcesOf } from './wires';

/** A flag, or a choice of which `off` is one. */
const isOn = (value: unknown): boolean => value === true || (typeof value === 'string' && value !== 'off');

/** The open dialogs by node id: that of a configuration node lies over the dialog that opened it. */
const dialogs = new Map<string, Dialog>();

/** The dialog in which a node is being edited. */
export const dialogOf = (node: EditorNode): Dialog | undefined => dialogs.get(node.id);

/** The values in the dialog of a node; null: it is not open. */
export const valuesInDialog = (id: string): Readonly<Record<string, unknown>> | null =>
  dialogs.get(id)?.values() ?? null;

/** An edit dialog. Node-RED inserts the HTML and fills in the simple fields; the rest is done here. */
export class Dialog {
  private readonly root: JQuery;
  private readonly prefix: string;
  /** how to read the fields that Node-RED does not read by itself */
  private readonly readers = new Map<string, () => unknown>();
  private readonly columns: ColumnView[] = [];
  private className = '';
  private readonly outcome: PreviewLine | null;
  private readonly asOpened: AsOpened;

  constructor(
    private readonly node: EditorNode,
    private readonly form: NodeForm,
  ) {
    this.root = $(`.tensorwire[data-type="${form.type}"]`);
    this.prefix = form.group === 'config' ? 'node-config-input' : 'node-input';
    dialogs.set(node.id, this);
    for (const field of form.fields) {
      if (field.widget === 'secret') continue; // Node-RED shows only whether there is one
      // A flow made by hand or by an older version lacks the property; Node-RED would show an empty field.
      const stored = node[field.property] ?? field.default;
      // A yes-or-no choice was a checkbox before: Node-RED finds no option for true and false.
      const isUnfilled =
        node[field.property] === undefined || (field.widget === 'select' && typeof stored === 'boolean');
      if (isUnfilled && field.widget !== 'config') fill($(`#${this.prefix}-${field.property}`), stored);
      this.prepare(field, stored);
    }
    if (form.classes) {
      const { property } = form.classes;
      if (property !== undefined && !node[property]) fill($(`#${this.prefix}-${property}`), form.classes.first);
      this.className = this.chosen();
      this.showArguments(this.className);
    }
    this.outcome = showsOutcome(form)
      ? new PreviewLine(this.root.find('.tensorwire-outcome'), () => this.question())
      : null;
    if (form.singleNodes)
      offerSingleNodes(this.root.find('.tensorwire-single-nodes'), node, () => ({
        recipe: this.value('recipe'),
        detector: this.value('detector'),
      }));
    this.root.find('[data-tab]').on('click', event => {
      RED.view.select({ nodes: [node] }); // the tab shows what is selected
      showSidebar($(event.currentTarget as HTMLElement).data('tab') as SidebarTab);
    });
    this.openMore(form.fields);
    explainFields(this.root);
    this.root.on('input', () => this.outcome?.changed());
    this.root.on('change', () => this.refresh());
    this.refresh();
    this.countOutputs();
    const { defaults } = RED.nodes.getType(form.type)!;
    this.asOpened = new AsOpened(node, Object.keys(defaults), property => this.saved(property));
  }

  /** The current value of a field, saved or not. */
  value(property: string): unknown {
    const reader = this.readers.get(property);
    if (reader) return reader();
    const input = $(`#${this.prefix}-${property}`);
    if (input.length === 0) return this.node[property];
    return input.attr('type') === 'checkbox' ? input.prop('checked') : input.val();
  }

  /** The current values of all fields, saved or not. */
  values(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.form.fields.map(({ property }) => [property, this.value(property)]));
  }

  /** Stores the fields that Node-RED does not read by itself. */
  save(): void {
    for (const [property, read] of this.readers) this.node[property] = read();
    rememberColumns(this.node.id, this.columns);
    this.countOutputs();
    this.outcome?.close();
    dialogs.delete(this.node.id);
    setTimeout(() => this.asOpened.close()); // Node-RED compares first
  }

  cancel(): void {
    this.outcome?.close();
    dialogs.delete(this.node.id);
    this.asOpened.close();
  }

  private countOutputs(): void {
    const { secondOutput, outputs } = this.form;
    if (secondOutput === undefined) return;
    const isWanted = this.isShown(secondOutput) && isOn(this.value(secondOutput));
    $('#node-input-outputs').val(String(outputs + Number(isWanted)));
  }

  /** What Done stores for a property as it stands in the form; undefined: the form does not have it. */
  private saved(property: string): unknown {
    const reader = this.readers.get(property);
    if (reader) return reader();
    const input = $(`#${this.prefix}-${property}`);
    if (input.length === 0) return undefined;
    const value = this.value(property);
    if (property === 'outputs') return Number(value);
    return value === '_ADD_' ? '' : (value ?? undefined);
  }

  /** the class that is chosen now */
  private chosen(): string {
    return chosenClass(this.form.classes, property => this.value(property));
  }

  private prepare(field: Field, stored: unknown): void {
    const place: Place = {
      stored,
      node: this.node,
      prefix: this.prefix,
      row: this.row(field.property),
      value: name => this.value(name),
      values: () => this.values(),
      changed: () => this.validate(),
      columns: this.columns,
    };
    const read = widgetOf(field, place);
    if (read) this.readers.set(field.property, read);
  }

  private row(property: string): JQuery {
    return this.root.find(`.tensorwire-row[data-property="${property}"]`);
  }

  private isShown(property: string): boolean {
    const field = this.form.fields.find(one => one.property === property);
    return field !== undefined && this.isVisible(field);
  }

  /** *More* is open where something in it has been set. */
  private openMore(fields: readonly Field[]): void {
    for (const field of fields) {
      const usual = String(this.form.newNode?.[field.property] ?? field.default ?? '');
      const value = this.value(field.property);
      const isUsual = String(value ?? '') === usual || (field.widget === 'config' && String(value) === '_ADD_');
      if (!isUsual && this.isVisible(field)) this.row(field.property).closest('details').prop('open', true);
    }
  }

  private isVisible(field: Field): boolean {
    return isVisible(field, name => this.value(name));
  }

  private refresh(): void {
    for (const field of this.form.fields) if (field.visibleWhen) this.row(field.property).toggle(this.isVisible(field));
    const { more } = fieldsInParts(this.form);
    this.root.children('details').toggle(more.some(field => this.isVisible(field)));
    if (this.chosen() !== this.className) this.changeClass(this.chosen());
    this.outcome?.changed();
  }

  /** The request for the layer as the form has it, or what is wrong with the first wrong field. */
  private question(): LayerQuestion | { problem: string } {
    const { id, type } = this.node;
    const args: Record<string, unknown> = {};
    const { classes, fields } = this.form;
    for (const field of classes ? classFields(classes, this.className) : fields) {
      const value = this.value(field.property);
      const isShown = isVisible(field, property => this.value(property));
      const wrong = isShown ? check(field, value) : null;
      if (wrong) {
        const name = fieldLabel(this.node, this.form, field, property => this.value(property));
        return { problem: `${name}: ${text(`error.${wrong.key}`, wrong.values)}` };
      }
      args[field.property] = value === '_ADD_' ? '' : value; // no configuration node
    }
    const order = listOf(this.value('order'));
    const wired = sourcesOf(this.node).map(source => source.id);
    const from = [
      ...order.filter(source => wired.includes(source)),
      ...wired.filter(source => !order.includes(source)),
    ];
    return { id, type, layer: this.className, arguments: JSON.stringify(args), from: from.join() };
  }

  /**
   * Changes the class: values that the user set are kept if the new class has the field; the rest is the new class's
   * default.
   */
  private changeClass(className: string): void {
    const before = classFields(this.form.classes, this.className);
    const kept = new Map<string, unknown>();
    // a scale is a yes-or-no choice in one class and a number in another
    const widgets = new Map(classFields(this.form.classes, className).map(field => [field.property, field.widget]));
    for (const field of before) {
      const value = this.value(field.property);
      const alike = widgets.get(field.property) === field.widget;
      if (alike && String(value) !== String(field.default)) kept.set(field.property, value);
    }
    for (const { property } of before) this.readers.delete(property);
    this.className = className;
    this.showArguments(className, property => kept.get(property));
    this.validate();
  }

  private showArguments(className: string, known: (property: string) => unknown = p => this.node[p]): void {
    const fields = classFields(this.form.classes, className);
    const scope = classScope(`@tensorwire/node-red/${this.form.type}`, this.form.type, className);
    const area = this.root.find('.tensorwire-arguments');
    const { first, more } = argumentsInParts(fields);
    area.html(first.map(field => fieldHtml(field, scope)).join('') + moreHtml(more, scope)).i18n();
    for (const field of fields) {
      const value = known(field.property);
      const stored = value === undefined || value === '' ? field.default : value;
      fill($(`#${this.prefix}-${field.property}`), stored);
      this.prepare(field, stored);
    }
    area.find('input, select').on('change keyup paste', () => this.validate());
    this.openMore(fields);
  }

  /** Node-RED validates all fields of the dialog when one that it knows changes. */
  private validate(): void {
    $(`#${this.prefix}-name`).trigger('change');
  }
}

function fill(input: JQuery, value: unknown): void {
  if (input.attr('type') === 'checkbox') input.prop('checked', value === true || value === 'true');
  else input.val(Array.isArray(value) ? value.join(', ') : String(value ?? ''));
}
