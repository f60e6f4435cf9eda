import type { GraphNode, StepGraph } from '../../graph';
import type { Grouping } from '../engine';
import { hoist } from './hoist';
import { writeStep } from './step-file';

/** What is computed outside of the loop over K steps, and what is written as one ONNX node. */
export function groupings(step: StepGraph): readonly Grouping[] {
  const hoisted = hoist(step);
  const { once, before, after } = hoisted;
  const fused: { label: string; nodes: readonly GraphNode[] }[] = [];
  writeStep(step, hoisted, { onFusion: (label, nodes) => void fused.push({ label, nodes }) });
  return [
    {
      name: 'hoist',
      reason: 'what no state changes is computed once for all K steps: a node in each step costs half a microsecond',
      groups: [
        { label: 'once, the same in all steps', nodes: once },
        { label: 'before the steps, for all of them', nodes: before },
        { label: 'after the steps, for all of them', nodes: after },
      ].filter(({ nodes }) => nodes.length > 0),
    },
    { name: 'write', reason: 'one node of ONNX instead of several: fewer passes over memory', groups: fused },
  ];
}
