import { type scans, splitInputs } from '../../../graph';
import type { OnnxLowerings } from './rule';

export const ofScans: OnnxLowerings<typeof scans> = {
  scan(emit, node, names) {
    const { body, reverse } = node.attributes;
    const { carry, elements, next, results } = body;
    const { init, sequences, captures } = splitInputs(body, names);
    const read = emit.read(node).filter(i => i >= next.length);
    const directions = (count: number) => ({ ints: Array<number>(count).fill(1) });
    const found = emit.withBody(
      'Scan',
      [...init, ...sequences],
      {
        num_scan_inputs: { int: sequences.length },
        ...(reverse && { scan_input_directions: directions(sequences.length) }),
        ...(reverse && read.length > 0 && { scan_output_directions: directions(read.length) }),
      },
      {
        inputs: [...carry, ...elements],
        outside: new Map(body.captures.map((capture, i) => [capture, captures[i]!])),
        outputs: [...next, ...read.map(i => results[i - next.length]!)],
      },
    );
    return node.outputs!.map((_, i) => found[i < next.length ? i : next.length + read.indexOf(i)] ?? '');
  },
};
