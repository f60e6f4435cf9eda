import { scan as scanned } from '../../graph';
import type { GraphNode } from '../../graph/types';
import type { OnnxNode, Rows } from './node';
import { refused } from './value';

/** A body along the first axis of sequences: its states, then its sequences; the results likewise. */
function scan(n: OnnxNode): GraphNode[] {
  const body = n.graph('body');
  const given = n.nodes();
  const sequences = n.int('num_scan_inputs', 0);
  const states = given.length - sequences;
  const stacks = n.outputs - states;
  if (sequences < 1 || states < 0 || stacks < 0) throw refused(`${given.length} inputs do not fit its body`);
  for (const name of ['scan_input_axes', 'scan_output_axes'])
    if (n.ints(name)?.some(axis => axis !== 0)) throw refused(`${name} must be 0`);
  const directions = [n.ints('scan_input_directions') ?? [0], (stacks > 0 && n.ints('scan_output_directions')) || []];
  const ways = new Set([...directions.flat(), ...(stacks > 0 && directions[1]!.length === 0 ? [0] : [])]);
  if (ways.size > 1) throw refused('all its sequences must have one direction');
  const step = (carry: readonly GraphNode[], elements: readonly GraphNode[]) => {
    const types = given.map((_, i) => n.type(i));
    const results = n.around.body(body, [...carry, ...elements], types);
    return { carry: results.slice(0, states), outputs: results.slice(states) };
  };
  const reverse = ways.has(1);
  const { carry, outputs } = scanned(step, given.slice(0, states), given.slice(states), { reverse });
  return [...carry, ...outputs];
}

export const scans: Rows = { Scan: scan };
