import assert from 'node:assert/strict';
import { hoist } from '../../src/engine/ort/hoist';
import { writeStep } from '../../src/engine/ort/step-file';
import * as g from '../../src/graph';
import { float, noise } from '../engine/helpers';
import { engineName, testEngine } from '../engines';

const LENGTH = 70_000;
const shape = [1, 1, LENGTH];

/** x·0.9 + y², and √ of it times one number plus another. */
function step() {
  const [v, y, slope, offset] = [g.input('v', shape), g.input('y', shape), g.input('slope', []), g.input('offset', [])];
  const next = g.add(g.mul(v, 0.9), g.square(y));
  const line = g.straightLine(g.sqrt(next), slope, offset);
  return {
    data: [],
    scalars: [slope, offset],
    state: [
      { input: v, next },
      { input: y, next: line },
    ],
    outputs: {},
  };
}

describe(`long rows on ${engineName}`, () => {
  it('are read once for a sum with a multiple', async () => {
    const program = await (await testEngine()).compileLoop(step());
    const [v, y] = [noise(shape, 1).data.map(Math.abs), noise(shape, 2).data];
    const [slope, offset] = [
      [2, 0.5],
      [0.25, -3],
    ];
    const feeds = { slope: float([2], slope), offset: float([2], offset) };
    const results = await program.run({ v: float(shape, v), y: float(shape, y), ...feeds });
    let [nextV, nextY] = [Float64Array.from(v), Float64Array.from(y)];
    for (const k of [0, 1]) {
      nextV = nextV.map((value, i) => 0.9 * value + nextY[i]! ** 2);
      nextY = nextV.map(value => Math.sqrt(value) * slope[k]! + offset[k]!);
    }
    for (const [name, expected] of [
      ['v', nextV],
      ['y', nextY],
    ] as const)
      results[name]!.data.forEach((value, i) => {
        assert.ok(Math.abs(value - expected[i]!) < 1e-5, `${name}[${i}] is ${value}, not ${expected[i]}`);
      });
    await program.dispose();
  });

  it('by ops that ONNX Runtime does in one pass', function () {
    if (!engineName.startsWith('onnx')) this.skip();
    const made = step();
    const file = Buffer.from(writeStep(made, hoist(made))).toString('latin1');
    for (const op of ['FusedConv', 'BatchNormalization']) assert.ok(file.includes(op), op);
  });
});
