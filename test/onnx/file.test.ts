import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSession, writeOnnx } from '../../src/engine';
import { hoist } from '../../src/engine/ort/hoist';
import { writeStep } from '../../src/engine/ort/step-file';
import { TensorwireError } from '../../src/errors';
import * as g from '../../src/graph';
import { decode, encode } from '../../src/onnx/proto';
import type { Message } from '../../src/onnx/schema';
import type { Feeds, HostTensor } from '../../src/spec';
import { int, noise } from '../engine/helpers';
import { engineName, testEngine } from '../engines';
import { judge, pythonIsThere, sample, type Verdict } from './python';

function near(ours: HostTensor, theirs: { shape: number[]; data: number[] }): void {
  assert.deepEqual(ours.shape, theirs.shape);
  ours.data.forEach((value, i) => {
    assert.ok(Math.abs(value - theirs.data[i]!) <= 1e-6, `${value} and ${theirs.data[i]} at ${i}`);
  });
}

/** A table of words, averaged, with numbers beside it, through two layers; two outputs. */
function network() {
  const words = g.input('words', ['N', 4], 'int32');
  const numbers = g.input('numbers', ['N', 3]);
  const weights = { table: noise([20, 5]), kernel: noise([8, 6], 2), bias: noise([6], 3), last: noise([6, 2], 4) };
  const w = Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, g.input(name, shape)]));
  const embedded = g.scoped('embedding', () => g.mean(g.gather(w.table!, words), [1]));
  const x = g.concatenate([embedded, numbers], 1);
  const h = g.scoped('dense', () => g.relu(g.add(g.matmul(x, w.kernel!), w.bias!)));
  const scores = g.scoped('scores', () => g.softmax(g.matmul(h, w.last!)));
  const inputs = [words, numbers, ...Object.values(w)];
  return { graph: { inputs, outputs: { scores, best: g.argmax(scores) } }, weights: weights as Feeds };
}

describe(`ONNX files, run as ${engineName}`, () => {
  let folder: string;
  before(function () {
    if (!engineName.startsWith('onnx')) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'tensorwire-'));
  });
  after(() => folder && rmSync(folder, { recursive: true }));

  it('pass the checker of Python, and give the same numbers there', async function () {
    if (!pythonIsThere()) this.skip();
    const { graph, weights } = network();
    const metadata = { classes: '["è","日本"]' };
    const model = writeOnnx(graph, { weights, metadata, producer: { name: 'tensorwire', version: '1.2.3' } });
    const rows = (n: number): Feeds => ({
      words: int(
        [n, 4],
        Array.from({ length: 4 * n }, (_, i) => (i * 7) % 20),
      ),
      numbers: noise([n, 3], 5),
    });

    const x = g.input('x', ['N', 3]);
    const rate = g.input('rate', []);
    const w = g.input('w', [3, 4]);
    const fixed = g.input('fixed', [4]);
    const loss = g.mean(g.square(g.sub(g.matmul(x, w), fixed)));
    const next = g.sub(w, g.mul(g.gradient(loss, [w])[0]!, rate));
    const step = {
      data: [x],
      scalars: [rate],
      state: [
        { input: w, next },
        { input: fixed, next: fixed },
      ],
      outputs: { loss, size: g.sizeOf('N') },
    };
    const feeds = { x: noise([5, 8, 3]), rate: noise([5]), w: noise([3, 4], 7), fixed: noise([4], 8) };

    const [one, seven, steps] = judge([
      { bytes: model, feeds: rows(1) },
      { bytes: model, feeds: rows(7) },
      { bytes: writeStep(step, hoist(step)), feeds },
    ]) as [Verdict, Verdict, Verdict];

    const program = await openSession(model, engineName);
    for (const [n, verdict] of [
      [1, one],
      [7, seven],
    ] as const) {
      const results = await program.run(rows(n));
      assert.deepEqual(verdict.inputs, { words: ['N', 4], numbers: ['N', 3] });
      assert.deepEqual(verdict.opsets, { '': 18 });
      assert.deepEqual(verdict.metadata, metadata);
      assert.deepEqual(verdict.producer, ['tensorwire', '1.2.3']);
      assert.deepEqual(Object.keys(verdict.outputs), ['scores', 'best']);
      for (const name of ['scores', 'best']) near(results[name]!, verdict.outputs[name]!);
    }
    await program.dispose();

    const loop = await (await testEngine()).compileLoop(step);
    const results = await loop.run(feeds);
    for (const name of ['w', 'loss', 'size']) near(results[name]!, steps.outputs[`result:${name}`]!);
    await loop.dispose();
  });

  it('are read as Python wrote them', function () {
    if (!pythonIsThere()) this.skip();
    const file = join(folder, 'sample.onnx');
    sample(file);
    const bytes = readFileSync(file);
    const model = decode('Model', bytes);
    const { graph } = model;
    assert.equal(graph?.name, 'größe');
    assert.deepEqual([model.producerName, model.metadata], ['onnx', [{ key: 'classes', value: 'a,b' }]]);
    assert.deepEqual(
      graph?.node?.map(n => [n.opType, n.name, n.input, n.output]),
      [
        ['Constant', 'block/Constant', undefined, ['c']],
        ['LeakyRelu', 'block/LeakyRelu', ['x'], ['l']],
        ['Transpose', 'block/Transpose', ['l'], ['p']],
        ['Concat', 'block/Concat', ['p', 'c'], ['y']],
      ],
    );
    const attribute = (node: number) => graph?.node?.[node]?.attribute?.[0];
    assert.deepEqual(attribute(0)?.t?.floatData, [1.5, -2, 3, 4]);
    assert.deepEqual([attribute(1)?.f, attribute(2)?.ints, attribute(3)?.i], [0.25, [1, 0], -1]);
    assert.deepEqual(graph?.initializer?.[0]?.int64Data, [1, -2, 2 ** 40]);
    assert.deepEqual(graph?.input?.[0]?.type?.tensorType, {
      elemType: 1,
      shape: { dim: [{ dimParam: 'N' }, { dimValue: 2 }] },
    });
    assert.deepEqual(decode('Model', encode('Model', model)), model);
  });

  it('hold weights byte for byte, copied once', () => {
    const data = new Float32Array(4e6).map((_, i) => i);
    const rawData = new Uint8Array(data.buffer);
    const message: Message<'Model'> = { graph: { initializer: [{ name: 'w', dims: [4e6], dataType: 1, rawData }] } };
    const before = process.memoryUsage().arrayBuffers;
    const bytes = encode('Model', message);
    assert.ok(process.memoryUsage().arrayBuffers - before < 1.1 * rawData.length);
    assert.deepEqual(Buffer.compare(decode('Model', bytes).graph!.initializer![0]!.rawData!, rawData), 0);
  });

  it('say what is wrong with broken bytes', async () => {
    for (const bytes of [Uint8Array.of(255, 255, 255), Buffer.from('{"not": "onnx"}')])
      await assert.rejects(openSession(bytes, engineName), TensorwireError);
    assert.throws(() => decode('Model', Uint8Array.of(58, 200, 1, 1)), /not an ONNX file/);
  });
});
