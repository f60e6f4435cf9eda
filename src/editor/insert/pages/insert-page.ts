import { text } from '../../widgets/widget';
import { sourcesOf, targetsOf, withinReach } from '../../wires';
import { freeRow } from '../placed';
import { healthProperties, type Known, pageFlow, TAUGHT, type Widget } from './page';

/** From a node to the widget on its right: the distance of centers. */
const BESIDE = 200;
/** The center of a node at the left edge. */
const LEFT = 110;

/** The node whose models a new widget shows: the selected one, or the last one that trains here; null: there is none. */
function modelSource(z: string): EditorNode | null {
  const fits = ({ type }: EditorNode): boolean => type === 'nn-train' || type === 'nn-model';
  const selected = RED.view.selection().nodes?.find(fits);
  return (
    selected ??
    RED.nodes
      .filterNodes({ z })
      .filter(({ type }) => type === 'nn-train')
      .at(-1) ??
    null
  );
}

interface Wiring {
  /** of the widget's node */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly from: readonly EditorNode[];
  readonly to: readonly EditorNode[];
}

/** `taught`, or with a number where another node learns a model of that name. */
function freeModel(): string {
  const taken = new Set<unknown>();
  RED.nodes.eachNode(({ type, name }) => {
    if (type === 'nn-train') taken.add(name);
  });
  let name = TAUGHT;
  for (let i = 2; taken.has(name); i++) name = `${TAUGHT} ${i}`;
  return name;
}

/** A model that is stored under a name is shown by it: also one that was trained before. null: it comes by a wire. */
function storedModel({ type, name, save, store }: EditorNode): Readonly<Record<string, unknown>> | null {
  const isStored = type === 'nn-train' && typeof name === 'string' && name !== '' && save !== false;
  return isStored ? { model: name, store: store ?? '' } : null;
}

/** How a widget is wired to the flow whose model it shows. */
function wiringOf(widget: Widget, source: EditorNode | null): Wiring {
  if (widget === 'teach') return { properties: { model: freeModel() }, from: [], to: [] };
  if (!source) return { properties: {}, from: [], to: [] };
  if (widget === 'training') {
    const datasets = withinReach(source, sourcesOf).filter(({ type }) => type === 'nn-dataset');
    return { properties: { model: String(source.name ?? '') }, from: [], to: datasets };
  }
  const stored = storedModel(source);
  const trainer = stored ? [] : [source];
  if (widget !== 'health') return { properties: { ...stored }, from: trainer, to: [] };
  const predicts = targetsOf(source).filter(({ type }) => type === 'nn-predict');
  return { properties: { ...stored, ...healthProperties(predicts[0]) }, from: [...trainer, ...predicts], to: [] };
}

/** Puts a widget on our page of Dashboard 2.0, wired to what trains here. `at`: where its node was dropped. */
export function insertPage(widget: Widget, at?: { readonly x: number; readonly y: number }): void {
  const z = RED.workspaces.active();
  if (z === '' || RED.workspaces.isLocked() || !RED.user.hasPermission('flows.write')) {
    RED.notify(text('insert.locked'), { type: 'warning' });
    return;
  }
  if (!RED.nodes.getType('ui-group')) {
    askForDashboard();
    return;
  }
  const source = modelSource(z);
  const { properties, from, to } = wiringOf(widget, source);
  const nodes = RED.nodes.filterNodes({ z });
  const configs: Known[] = [];
  RED.nodes.eachConfig(node => configs.push(node));
  const made = pageFlow(widget, properties, {
    ...{ z, configs, ...(at ?? { x: widget === 'teach' ? LEFT : (source?.x ?? 0) + BESIDE, y: freeRow(nodes) }) },
    id: () => RED.nodes.id(),
    defaults: type =>
      Object.fromEntries(Object.entries(RED.nodes.getType(type)!.defaults).map(([name, { value }]) => [name, value])),
    text: key => text(`insert.pages.${key}`),
  });
  const dirty = RED.nodes.dirty();
  const imported = RED.nodes.import(made.flow, { markChanged: true });
  const own = RED.nodes.node(made.widget)!;
  const links = [
    ...from.map(node => ({ source: node, sourcePort: 0, target: own })),
    ...to.map(node => ({ source: own, sourcePort: 0, target: node })),
  ];
  for (const link of links) RED.nodes.addLink(link);
  RED.history.push({
    ...{ t: 'add', nodes: imported.nodes.map(({ id }) => id), dirty },
    links: [...imported.links, ...links],
  });
  RED.nodes.dirty(true);
  RED.view.redraw(true);
  RED.view.select({ nodes: [own] });
  RED.view.reveal(own.id, false);
  RED.notify($('<p>').text(text('insert.pages.next', { path: made.path })), { type: 'success', timeout: 15_000 });
  if (!source && widget !== 'teach') RED.editor.edit(own); // its model is to be chosen
}

/** Dashboard 2.0 is a palette of its own. */
function askForDashboard(): void {
  const notice = RED.notify(text('insert.pages.noDashboard'), {
    ...{ type: 'warning', fixed: true },
    buttons: [
      { text: text('insert.pages.close'), click: () => notice.close() },
      {
        ...{ text: text('insert.pages.manage'), class: 'primary' },
        click: () => {
          notice.close();
          RED.actions.invoke('core:manage-palette');
        },
      },
    ],
  });
}
