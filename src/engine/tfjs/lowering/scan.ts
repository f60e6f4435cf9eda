import { evaluate, type scans, splitInputs } from '../../../graph';
import type { Tensor } from '../tensorflow';
import type { TfjsLowerings } from './rule';

export const ofScans: TfjsLowerings<typeof scans> = {
  scan(tf, inputs, node, N, inner) {
    const { body, length, reverse } = node.attributes;
    const { init, sequences, captures } = splitInputs<Tensor>(body, inputs);
    const count = evaluate(length, N);
    const read = inner!.read.filter(i => i >= body.next.length);
    const steps = sequences.map(sequence => tf.unstack(sequence, 0));
    const stacks: Tensor[][] = read.map(() => []);
    let state = init;
    for (let step = 0; step < count; step++) {
      const at = reverse ? count - 1 - step : step;
      const values = new Map([
        ...body.carry.map((c, i) => [c, state[i]!] as const),
        ...body.elements.map((e, i) => [e, steps[i]![at]!] as const),
        ...body.captures.map((c, i) => [c, captures[i]!] as const),
      ]);
      const found = tf.tidy(() => inner!.run(values));
      state = found.slice(0, body.next.length);
      stacks.forEach((stack, i) => {
        stack[at] = found[body.next.length + i]!;
      });
    }
    const whole = stacks.map(stack => tf.stack(stack));
    return node.outputs!.map((_, i) => (i < body.next.length ? state[i] : whole[read.indexOf(i)]));
  },
};
