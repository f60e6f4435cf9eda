import assert from 'node:assert/strict';
import {
  add,
  bodyOf,
  cast,
  type GraphNode,
  gradient,
  input,
  matmul,
  mul,
  readResults,
  rebuild,
  relu,
  scan,
  sigmoid,
  sum,
  tanh,
  topological,
  withSharing,
} from '../../src/graph';

describe('the graph of a scan', () => {
  const [x, w, u, h] = [input('x', [5, 'N', 2]), input('w', [2, 3]), input('u', [3, 3]), input('h', ['N', 3])];
  const layer = (f: (z: GraphNode) => GraphNode = tanh) =>
    scan(([before], [now]) => ({ carry: [f(add(matmul(before!, u), matmul(now!, w)))] }), [h], [x]).carry[0]!;
  const scansIn = (...outputs: GraphNode[]) => topological(outputs).filter(node => node.op.name === 'scan');
  const opsIn = (node: GraphNode) => topological(bodyOf(node)!.outputs).map(n => n.op.name);

  it('x · w, which does not depend on the state, is one product before it', () => {
    const y = layer();
    assert.equal(opsIn(scansIn(y)[0]!).filter(op => op === 'matmul').length, 1);
    assert.deepEqual(
      topological([y])
        .filter(n => n.op.name === 'matmul')
        .map(n => n.shape),
      [['5*N', 3]],
    );
  });

  it('the gradient of a matrix is one product over all steps', () => {
    const gradients = gradient(sum(layer()), [w, u]);
    const backward = scansIn(...gradients).at(-1)!;
    assert.deepEqual(opsIn(backward).filter(op => op === 'matmul').length, 1); // what is carried on
    for (const [i, rows] of [2, 3].entries()) {
      const product = gradients[i]!;
      assert.equal(product.op.name, 'matmul');
      assert.deepEqual(product.inputs[0]!.shape, ['5*N', rows]);
    }
  });

  it('a product with a state is kept for the gradient rather than a copy of the state', () => {
    const gated = scan(
      ([before, cell], [now]) => {
        const kept = mul(sigmoid(matmul(before!, u)), cell!);
        const after = add(kept, matmul(now!, w));
        return { carry: [tanh(after), after] };
      },
      [h, h],
      [x],
    ).carry[0]!;
    const gradients = gradient(sum(gated), [u]);
    const forward = scansIn(...gradients)[0]!;
    const { results, next, carry } = bodyOf(forward)!;
    const read = readResults(topological(gradients)).get(forward)!;
    const stacked = read.filter(i => i >= next.length).map(i => results[i - next.length]!);
    assert.ok(stacked.includes(carry[0]!) && !stacked.includes(carry[1]!));
    assert.ok(stacked.some(node => node.op.name === 'mul' && node.inputs.includes(carry[1]!)));
  });

  it('equal scans are one node where equal nodes are, others are not', () => {
    withSharing(() => {
      assert.equal(layer(), layer());
      assert.notEqual(layer(), layer(sigmoid));
      assert.notEqual(
        layer(),
        layer(z => mul(tanh(z), 2)),
      );
    });
    assert.notEqual(layer(), layer());
  });

  it('is rebuilt over other nodes, with its body as it was', () => {
    const y = layer();
    const other = input('other', [2, 3]);
    const [again] = rebuild([y], new Map([[w, other]]));
    const [before, after] = [scansIn(y)[0]!, scansIn(again!)[0]!];
    assert.notEqual(before, after);
    assert.equal(bodyOf(before), bodyOf(after));
    assert.ok(topological([again!]).includes(other));
    assert.equal(rebuild([y], new Map())[0], y);
  });

  it('a rule is asked for the nodes of bodies too', () => {
    const [again] = rebuild([layer()], (node, [z]) => (node.op.name === 'tanh' ? relu(z!) : undefined));
    const ops = opsIn(scansIn(again!)[0]!);
    assert.ok(ops.includes('relu') && !ops.includes('tanh'));
    const y = layer();
    assert.equal(rebuild([y], () => undefined)[0], y);
  });

  it('computes only what is read: no stack where the last state is enough', () => {
    const { carry, outputs } = scan(
      ([before], [now]) => ({ carry: [mul(before!, sum(now!))], outputs: [tanh(before!)] }),
      [h],
      [x],
    );
    assert.equal(topological([carry[0]!]).filter(n => n.op.name === 'pick').length, 1);
    assert.deepEqual(outputs[0]!.shape, [5, 'N', 3]);
  });

  it('refuses no sequence, unequal lengths, and a state that changes its shape, dtype or number', () => {
    const keep = ([before]: readonly GraphNode[]) => ({ carry: [before!] });
    assert.throws(() => scan(keep, [h], []), /scan: needs sequences of one length, received none/);
    assert.throws(() => scan(keep, [h], [x, u]), /scan: needs sequences of one length, received \[5, N, 2\], \[3, 3\]/);
    assert.throws(
      () => scan(([before]) => ({ carry: [sum(before!, [1])] }), [h], [x]),
      /scan: the state after a step must be float32 \[N, 3\], received float32 \[N\]/,
    );
    assert.throws(
      () => scan(([before]) => ({ carry: [cast(before!, 'int32')] }), [h], [x]),
      /must be float32 \[N, 3\], received int32 \[N, 3\]/,
    );
    assert.throws(() => scan(() => ({ carry: [] }), [h], [x]), /the step must return a state of 1, received 0/);
  });
});
