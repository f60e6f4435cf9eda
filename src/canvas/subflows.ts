import type { RunningFlow } from '../flow';
import type { Status } from './status';

/**
 * What the statuses of nodes inside subflows mean outside. An instance shows an error inside it, else the shape of its
 * last layer. A node of a template shows what all instances agree on.
 */
export function statusesAround(flow: RunningFlow, statuses: ReadonlyMap<string, Status>): Map<string, Status> {
  const around = new Map<string, Status>();
  const ofTemplate = new Map<string, Status[]>();
  for (const [id, status] of statuses) {
    const node = flow.nodes.get(id);
    if (!node || node.instance === '') continue;
    const all = ofTemplate.get(node.config.id);
    if (all) all.push(status);
    else ofTemplate.set(node.config.id, [status]);
    for (let at = node.instance; at !== ''; at = flow.instances.get(at)?.instance ?? '') {
      const known = around.get(at);
      if (!known || (known.fill !== 'red' && (status.fill === 'red' || leadsOut(flow, id)))) around.set(at, status);
    }
  }
  for (const [id, all] of ofTemplate) {
    const agreed = all.every(s => s.text === all[0]!.text && s.fill === all[0]!.fill);
    around.set(id, agreed ? all[0]! : {});
  }
  return around;
}

/** Does the node send to a node of another instance or tab? */
function leadsOut(flow: RunningFlow, id: string): boolean {
  const { wires, instance } = flow.nodes.get(id)!;
  return wires.flat().some(to => flow.nodes.get(to)?.instance !== instance);
}
