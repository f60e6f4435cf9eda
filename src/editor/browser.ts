import { fitStatuses } from './canvas/fit';
import { showInDebug } from './debug/show';
import { Dialog, dialogOf, valuesInDialog } from './dialog';
import { validateAtWires } from './flow-check/canvas';
import { tellAtDeploy } from './flow-check/notice';
import type { NodeForm } from './form';
import { addInsertions } from './insert/menu';
import { label, wholeLabel } from './label';
import { type MigrationsByType, migrateFlows } from './migrate';
import { hasReport, openReport, watchReports } from './report-button';
import { addSidebar } from './sidebar/register';
import { offerTour } from './tour/offer';
import { type Validator, validator } from './validate';

/** What the HTML of each node calls: `const form = tensorwire.form({…})`. */
interface Behavior {
  validator(property: string): Validator;
  label(node: EditorNode): string;
  labelStyle(node: EditorNode): string;
  open(node: EditorNode): void;
  save(node: EditorNode): void;
  cancel(node: EditorNode): void;
  /** of a node with `reports` */
  hasReport(node: EditorNode): boolean;
  openReport(node: EditorNode): void;
}

const forms = new Map<string, NodeForm>();

function form(description: NodeForm): Behavior {
  forms.set(description.type, description);
  return {
    validator: property => validator(description, property),
    label: node => label(node, description),
    labelStyle: node => (node.name ? 'node_label_italic' : ''),
    open(node) {
      new Dialog(node, description);
    },
    save: node => dialogOf(node)?.save(),
    cancel: node => dialogOf(node)?.cancel(),
    hasReport,
    openReport: ({ id }) => openReport(id),
  };
}

/** Runs when the editor loads the plugin; the build calls it with the migrations of all node types, and the version. */
export function start(migrations: MigrationsByType, version: string): void {
  Object.assign(globalThis, { tensorwire: { form } });
  migrateFlows(migrations);
  // As the editor itself does: the runtime answers in the editor's language, which may not be the browser's.
  $.ajaxPrefilter(({ url }, _given, request) => {
    if (url?.startsWith('tensorwire/')) request.setRequestHeader('Accept-Language', RED.i18n.lang());
  });
  fitStatuses(node => {
    const known = forms.get(node.type);
    if (!known) return null;
    const whole = wholeLabel(node, known);
    return whole === label(node, known) ? null : whole;
  });
  RED.plugins.registerPlugin('tensorwire-editor', {
    type: 'tensorwire',
    onadd: () => {
      addSidebar(version, valuesInDialog);
      addInsertions();
      watchReports();
      showInDebug();
      validateAtWires();
      tellAtDeploy();
      offerTour(version);
    },
  });
}
