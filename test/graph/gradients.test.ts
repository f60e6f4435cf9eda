import assert from 'node:assert/strict';
import { type GraphNode, gradient, input, mul, ops, sum, topological, withSharing } from '../../src/graph';
import { testEngine } from '../engines';
import { type Case, cases } from './cases';
import { apart, count, dot, float, noise, sizes } from './numbers';

/**
 * Compares each gradient with finite differences: the derivative of L = Σ y·r along a direction d, once as Σ dL/dx·d,
 * once by the fourth-order central difference, (8(L(h) − L(−h)) − (L(2h) − L(−2h))) / 12h, with L added in float64.
 */
const H = 0.005;
/** float32 rounding over H, and of the gradient itself */
const tolerance = (numeric: number) => 3e-4 + 2e-3 * Math.abs(numeric);

async function check(c: Case): Promise<void> {
  const engine = await testEngine();
  const xs = c.inputs.map((shape, i) => input(`x${i}`, shape));
  const y = c.call(...xs);
  const r = input('r', y.shape);
  const gradients = gradient(sum(mul(y, r)), xs);
  gradients.forEach((g, i) => {
    assert.deepEqual(g.shape, c.inputs[i]);
  });

  const shapes = c.inputs.map(sizes);
  const values = apart(shapes, c.from ?? -1, c.to ?? 1);
  const directions = shapes.map((s, i) => noise(count(s), 100 + i));
  const weights = noise(count(sizes(y.shape)), 200);
  const feeds = (h: number) => ({
    ...Object.fromEntries(
      shapes.map((s, i) => [
        `x${i}`,
        float(
          s,
          values[i]!.map((v, j) => v + h * directions[i]![j]!),
        ),
      ]),
    ),
    r: float(sizes(y.shape), weights),
  });

  const forward = await engine.compile({ inputs: [...xs, r], outputs: { y } });
  const L = async (h: number) => dot((await forward.run(feeds(h))).y!.data, weights);
  const numeric = (8 * ((await L(H)) - (await L(-H))) - ((await L(2 * H)) - (await L(-2 * H)))) / (12 * H);
  await forward.dispose();

  const backward = await engine.compile({
    inputs: [...xs, r],
    outputs: Object.fromEntries(gradients.map((g, i) => [`d${i}`, g])),
  });
  const results = await backward.run(feeds(0));
  await backward.dispose();
  const exact = shapes.reduce((total, _, i) => total + dot(results[`d${i}`]!.data, directions[i]!), 0);
  assert.ok(
    Math.abs(exact - numeric) < tolerance(numeric),
    `${c.name}: gradient ${exact}, finite difference ${numeric}`,
  );
}

/** The gradient of a case as a case: its own gradient is of second order. */
const differentiated = (c: Case, which: number): Case => ({
  ...c,
  call: (...xs: GraphNode[]) => {
    const y = c.call(...xs);
    return gradient(sum(mul(y, mul(y, 0.5))), xs)[which]!;
  },
});

describe('gradients equal finite differences', () => {
  for (const c of cases) it(c.name, () => check(c));
});

describe('gradients of gradients equal finite differences', () => {
  for (const c of cases)
    it(c.name, async () => {
      for (const which of c.inputs.keys()) await withSharing(() => check(differentiated(c, which)));
    });
});

it('every op that has a gradient is in a case', () => {
  const used = new Set(
    cases.flatMap(c => topological([c.call(...c.inputs.map((s, i) => input(`x${i}`, s)))]).map(n => n.op.name)),
  );
  assert.deepEqual(
    Object.keys(ops).filter(op => !used.has(op)),
    [],
  );
});
