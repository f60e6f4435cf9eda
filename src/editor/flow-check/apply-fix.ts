import { text } from '../widgets/widget';
import type { FlowProblem } from './problems';
import type { WiredNode } from './wiring';

/** Does what the button says: one step for undo. A flow that is locked is only shown. */
export function applyFix({ node, fix }: FlowProblem): void {
  const own = RED.nodes.node(node.id);
  if (!own) return; // it was deleted while the button was in sight
  RED.view.reveal(own.id);
  if (fix.kind !== 'edit' && !mayChange(String(own.z))) {
    RED.notify(text('insert.locked'), { type: 'warning' });
    return;
  }
  if (fix.kind === 'edit') RED.editor.edit(own);
  else if (fix.kind === 'wire') connect(fix.from, fix.to);
  else putOutput(own, fix.layers);
}

const mayChange = (flow: string): boolean => !RED.workspaces.isLocked(flow) && RED.user.hasPermission('flows.write');

function connect(from: WiredNode, to: WiredNode): void {
  const [source, target] = [RED.nodes.node(from.id), RED.nodes.node(to.id)];
  if (!source || !target) return;
  const link = { source, sourcePort: 0, target };
  const dirty = RED.nodes.dirty();
  RED.nodes.addLink(link);
  RED.history.push({ t: 'add', nodes: [], links: [link], dirty });
  RED.nodes.dirty(true);
  RED.view.redraw(true);
}

function putOutput(train: EditorNode, layers: readonly WiredNode[]): void {
  const dirty = RED.nodes.dirty();
  const defaults = Object.entries(RED.nodes.getType('nn-output')!.defaults).map(([name, { value }]) => [name, value]);
  const [first] = layers;
  const x = (Number(first!.x) + train.x!) / 2;
  const flow = {
    ...Object.fromEntries(defaults),
    id: RED.nodes.id(),
    type: 'nn-output',
    z: train.z,
    x,
    wires: [[train.id]],
  };
  const { nodes, links } = RED.nodes.import([{ ...flow, y: train.y! + (train.x! - Number(first!.x) < 300 ? 60 : 0) }], {
    markChanged: true,
  });
  const removed: EditorLink[] = [];
  RED.nodes.eachLink(link => {
    if (link.target.id === train.id && layers.some(({ id }) => id === link.source.id)) removed.push(link);
  });
  for (const link of removed) RED.nodes.removeLink(link);
  const added = removed.map(({ source, sourcePort }) => ({ source, sourcePort, target: nodes[0]! }));
  const toTrain = links.length > 0 ? [] : [{ source: nodes[0]!, sourcePort: 0, target: train }];
  for (const link of [...added, ...toTrain]) RED.nodes.addLink(link);
  RED.history.push({
    t: 'multi',
    dirty,
    events: [
      { t: 'add', nodes: nodes.map(({ id }) => id), links: [...links, ...added, ...toTrain], dirty },
      { t: 'delete', nodes: [], links: removed, dirty },
    ],
  });
  RED.nodes.dirty(true);
  RED.view.select({ nodes });
  RED.view.redraw(true);
}
