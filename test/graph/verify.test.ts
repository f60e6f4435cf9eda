import assert from 'node:assert/strict';
import {
  add,
  Body,
  bodyOf,
  constant,
  type GraphNode,
  input,
  matmul,
  mul,
  type Pass,
  pick,
  reshape,
  runPasses,
  scan,
  setVerifier,
  split,
  topological,
} from '../../src/graph';
import { InvalidGraph, verifyGraph } from '../../src/graph/rewrite/verify';

/** The node with a change that no op would make. */
const forged = (node: GraphNode, change: Partial<GraphNode>): GraphNode => ({
  ...node,
  id: input('newer', []).id,
  ...change,
});

const x = input('x', ['N', 3]);
const w = input('w', [3, 4]);
const product = matmul(x, w);
const [part] = split(product, 1, [1, 3]);
const tuple = part!.inputs[0]!;
const sums = scan(
  ([state], [element]) => ({ carry: [add(state!, element!)] }),
  [input('zero', [2])],
  [input('xs', [5, 2])],
).carry[0]!;
const loop = sums.inputs[0]!;
const body = bodyOf(loop)!;

/** The scan with another body. */
function withBody(change: Partial<Body>): GraphNode {
  const { carry, elements, captures, next, results } = body;
  const other = new Body({ carry, elements, captures, next, results, ...change });
  return pick(forged(loop, { attributes: { ...loop.attributes, body: other } }), 0);
}

/** Each kind of violation: a graph, the result of a broken pass, and what the verifier reports about which node. */
const breaks: readonly (readonly [what: string, before: GraphNode, after: () => readonly GraphNode[], said: RegExp])[] =
  [
    [
      'a shape that the inputs do not give',
      product,
      () => [forged(product, { shape: ['N', 5] })],
      /matmul \(node \d+\): is float32 \[N, 5\], and its inputs give float32 \[N, 4\]/,
    ],
    [
      'a dtype that the inputs do not give',
      product,
      () => [forged(product, { dtype: 'int32' })],
      /matmul .* is int32 \[N, 4\], and its inputs give float32 \[N, 4\]/,
    ],
    [
      'inputs that do not fit the op',
      product,
      () => [forged(product, { inputs: [w, x] })],
      /matmul .* its op refuses its inputs/,
    ],
    [
      'an input that is left out',
      product,
      () => [forged(product, { inputs: [x, undefined as never] })],
      /matmul .* input 1 is missing/,
    ],
    [
      'a node before its input',
      product,
      () => [forged(product, { id: x.id })],
      /matmul .* input 0 \(node \d+\) is not before it/,
    ],
    [
      'a circle',
      product,
      () => {
        const inputs = [x, w];
        const first = forged(add(x, x), { inputs });
        inputs[1] = forged(add(first, first), {});
        return [first];
      },
      /add .* is not before it/,
    ],
    [
      'an index of pick that there is not',
      part!,
      () => [forged(part!, { attributes: { index: 2 } })],
      /pick .* takes result 2 of 2/,
    ],
    ['a pick of a node with one result', part!, () => [forged(part!, { inputs: [x] })], /pick .* takes result 0 of 0/],
    [
      'several results without a pick',
      product,
      () => [mul(forged(tuple, { shape: ['N', 4] }), 2)],
      /mul .* input 0 has several results, and is not read by pick/,
    ],
    ['several results as an output', part!, () => [tuple], /split .* several results are an output/],
    [
      'results that the inputs do not give',
      part!,
      () => [pick(forged(tuple, { outputs: [tuple.outputs![0]!] }), 0)],
      /split .* has the results float32 \[N, 1\], and its inputs give float32 \[N, 1\], float32 \[N, 3\]/,
    ],
    [
      'a constant that does not fill its shape',
      constant([1, 2, 3]),
      () => [forged(constant([1, 2, 3]), { attributes: { ...constant([1, 2]).attributes, shape: [3] } })],
      /constant .* is float32 \[3\], and holds 2 numbers of a Float32Array/,
    ],
    [
      'a state of another shape after the step of a scan',
      sums,
      () => [withBody({ next: [reshape(body.next[0]!, [1, 2])] })],
      /scan .* the state after a step must be float32 \[2\], received float32 \[1, 2\]/,
    ],
    [
      'a state too few after the step of a scan',
      sums,
      () => [withBody({ next: [] })],
      /scan .* hands on 0 states of 1/,
    ],
    [
      'a sequence that the body does not take',
      sums,
      () => [withBody({ elements: [] })],
      /scan .* is given 2 values, and its body takes 1/,
    ],
    [
      'a body that sees what is outside',
      sums,
      () => [withBody({ next: [add(body.next[0]!, input('outside', [2]))] })],
      /scan .* its body reads "outside" from outside/,
    ],
    [
      'a wrong node in a body',
      sums,
      () => [withBody({ next: [forged(body.next[0]!, { dtype: 'bool' })] })],
      /add .* is bool \[2\], and its inputs give float32 \[2\]/,
    ],
    [
      'an input that was not fed before',
      product,
      () => [matmul(x, input('other', [3, 4]))],
      /input .* the input "other" was not there before/,
    ],
    ['two inputs of one name', product, () => [matmul(x, input('x', [3, 4]))], /input .* two inputs are named "x"/],
    [
      'an output of another shape',
      product,
      () => [reshape(product, ['N', 2, 2])],
      /reshape .* output 0 is float32 \[N, 2, 2\], and was float32 \[N, 4\]/,
    ],
    ['an output that is gone', product, () => [], /matmul .* output 0 is gone/],
    ['an output too many', product, () => [product, product], /matmul .* output 1 was not there before/],
  ];

describe('the verifier of graphs', () => {
  for (const [what, before, after, said] of breaks)
    it(`finds ${what}, and names the pass and the node`, () => {
      const pass: Pass = { name: 'broken', reason: 'to be found', run: after };
      assert.throws(
        () => runPasses([before], [pass]),
        (error: unknown) => {
          assert.ok(error instanceof InvalidGraph, String(error));
          assert.equal(error.pass, 'broken');
          assert.match(error.message, /^after the pass "broken": /);
          assert.match(error.message, said);
          return true;
        },
      );
    });

  it('finds nothing wrong with the graphs before', () => {
    for (const [, before] of breaks) verifyGraph('none', [before]);
    assert.ok(topological([sums]).includes(loop));
  });

  it('is asked by every pass in tests, and by none where nobody set it', () => {
    const pass: Pass = { name: 'broken', reason: 'to be found', run: () => [reshape(product, ['N', 2, 2])] };
    setVerifier(null);
    try {
      assert.equal(runPasses([product], [pass]).length, 1);
    } finally {
      setVerifier(verifyGraph);
    }
    assert.throws(() => runPasses([product], [pass]), InvalidGraph);
  });
});
