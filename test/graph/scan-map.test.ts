import assert from 'node:assert/strict';
import { optimizers, parseArguments } from '../../src/catalogue';
import { type GraphNode, input, mapSequence } from '../../src/graph';
import { engineName, testEngine } from '../engines';
import { float, noise } from './numbers';

describe(`element after element on ${engineName}`, () => {
  const [shape, scalar] = [[4, 6], []];
  for (const [name, entry] of Object.entries(optimizers)) {
    if (entry.scalars?.length) continue;
    it(`${name}: an update in pieces is the update of the whole`, async () => {
      const args = parseArguments(entry.arguments, {});
      const names = entry.slots(args);
      const [learningRate, step] = [input('learningRate', scalar), input('step', scalar)];
      const given = ['parameter', 'gradient', ...names].map(n => input(n, shape));
      const update = ([parameter, gradient, ...held]: readonly GraphNode[]): GraphNode[] => {
        const slots = Object.fromEntries(names.map((slot, i) => [slot, held[i]!]));
        const now = { parameter: parameter!, gradient: gradient!, learningRate, step, slots };
        const next = entry.update(args, now);
        return [next.parameter, ...names.map(slot => next.slots[slot]!)];
      };
      const named = (what: string, nodes: readonly GraphNode[]) => nodes.map((node, i) => [`${what} ${i}`, node]);
      const program = await (await testEngine()).compile({
        inputs: [...given, learningRate, step],
        outputs: Object.fromEntries([...named('whole', update(given)), ...named('pieces', mapSequence(update, given))]),
      });
      try {
        const numbers = given.map((node, i) => [node.attributes.name, float(shape, noise(24, i).map(Math.abs))]);
        const results = await program.run({
          ...Object.fromEntries(numbers),
          learningRate: float(scalar, [0.01]),
          step: float(scalar, [3]),
        });
        for (let i = 0; i <= names.length; i++)
          for (const [at, value] of results[`whole ${i}`]!.data.entries()) {
            const other = results[`pieces ${i}`]!.data[at]!;
            assert.ok(Math.abs(value - other) <= 1e-6 * Math.abs(value), `${i}: ${value}, ${other}`);
          }
      } finally {
        await program.dispose();
      }
    });
  }
});
