import { openPage } from './open-page';

/** The button beside a node opens its last report as a page; it is there only while there is one. */

const CATALOGUE = '@tensorwire/node-red/tensorwire-editor:report.';
const TOPIC = 'tensorwire/report/';
/** Ids of nodes with a report. That of a node in a subflow's instance ends in the id of the subflow's node. */
const reported = new Set<string>();
const ownId = (id: string): string => id.slice(id.lastIndexOf('-') + 1);

/** Only for those who may see one: a report shows rows of the data. */
const isReported = (id: string): boolean => [...reported].some(one => ownId(one) === id);

export const hasReport = ({ id }: EditorNode): boolean => isReported(id) && RED.user.hasPermission('tensorwire.write');

export const openReport = (node: string): void =>
  openPage(
    () =>
      new Promise((resolve, reject) => {
        $.ajax({ url: 'tensorwire/report', data: { node }, dataType: 'json' }).then(resolve, failed =>
          reject(new Error((failed.responseJSON as { error?: string } | undefined)?.error ?? failed.statusText)),
        );
      }),
    tellFailure,
  );

const tellFailure = (sentence: string): void => {
  // As text: a sentence may have names of the data in it.
  RED.notify($('<span>').text(sentence), { type: 'error', timeout: 8000 });
};

/** Hears from the runtime which nodes have reports. */
export function watchReports(): void {
  RED.comms.subscribe(`${TOPIC}#`, (topic, there) => {
    const whole = topic.slice(TOPIC.length);
    const id = ownId(whole);
    const before = isReported(id);
    if (there === true) reported.add(whole);
    else reported.delete(whole);
    if (before !== isReported(id)) drawAgain(id);
  });
  RED.comms.on('connect', forget); // the runtime tells again what there is
  RED.hooks.add('viewAddNode.tensorwire-report', ({ node, el }) => {
    if (hasButton(node)) el.querySelector('.red-ui-flow-node-button')?.append(title(RED._(`${CATALOGUE}button`)));
  });
  RED.actions.add('tensorwire:open-report', openSelected, { label: RED._(`${CATALOGUE}action`) });
}

function forget(): void {
  const before = new Set([...reported].map(ownId));
  reported.clear();
  before.forEach(drawAgain);
}

function drawAgain(id: string): void {
  const node = RED.nodes.node(id);
  if (!node) return;
  node.dirty = true;
  RED.view.redraw(true);
}

function openSelected(): void {
  const found = RED.view.selection().nodes?.find(hasReport);
  if (found) openReport(found.id);
  else tellFailure(RED._(`${CATALOGUE}none`));
}

const hasButton = ({ type }: EditorNode): boolean => ['nn-evaluate', 'nn-explain', 'nn-dataset'].includes(type);

function title(text: string): Element {
  const made = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  made.textContent = text;
  return made;
}
