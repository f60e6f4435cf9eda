import type { Field, NodeForm } from './form';
import { fieldsByClass } from './page';

/**
 * A flow of 0.1.0 may hold a value under a name that its property has no more. Node-RED's editor keeps only the properties
 * that a node has now: the value is taken over from the flow as the runtime gave it, before a deploy would lose it.
 */
export function keepFormerValues(form: NodeForm): void {
  const renamed = [...form.fields, ...Object.values(fieldsByClass(form)).flat()].filter(
    (field): field is Field & { formerly: string } => field.formerly !== undefined,
  );
  if (renamed.length === 0) return;
  RED.events.on('nodes:add', node => {
    if (node.type !== form.type || renamed.every(({ property }) => node[property] !== undefined)) return;
    const original = RED.nodes.originalFlow()?.find(({ id }) => id === node.id);
    for (const { property, formerly } of renamed) node[property] ??= original?.[formerly];
  });
}
