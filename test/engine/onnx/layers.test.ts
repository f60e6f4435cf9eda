import assert from 'node:assert/strict';
import { layers } from '../../../src/catalogue';
import { type Feeds, openSession } from '../../../src/engine';
import { engineName } from '../../engines';
import { filesOf } from './layer-files';
import { judge, pythonIsThere, type Verdict } from './python';

/**
 * Every layer as `model.onnx` has it: its cases are those on which it is held against Keras, with the same weights, for
 * one row and for five.
 */
const BATCHES = [1, 5];
const TOLERANCE = 1e-5;

interface Trial {
  readonly layer: string;
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly feeds: Feeds;
}

const trialsOf = (layer: string): Trial[] =>
  filesOf(layer).flatMap(({ what, bytes, feeds }) =>
    BATCHES.map(batch => ({ layer, what: `${what}, ${batch} at a time`, bytes, feeds: feeds(batch) })),
  );

describe(`every layer's ONNX file, run as ${engineName}`, () => {
  const all = Object.values(layers).filter(layer => layer.inputs !== 'none');
  const trials: (Trial & { verdict?: Verdict })[] = [];
  before(function () {
    if (!engineName.startsWith('onnx') || !pythonIsThere()) this.skip();
    trials.push(...all.flatMap(layer => trialsOf(layer.className)));
    for (const [i, verdict] of judge(trials).entries()) trials[i]!.verdict = verdict;
  });

  for (const { className } of all)
    it(`${className}: passes the checker, and Python's onnxruntime gives the same numbers`, async () => {
      const own = trials.filter(t => t.layer === className);
      assert.ok(own.length > 0);
      for (const { what, bytes, feeds, verdict } of own) {
        const session = await openSession(bytes, engineName);
        const { it: ours } = await session.run(feeds);
        await session.dispose();
        const { inputs, opsets, outputs } = verdict!;
        assert.deepEqual(opsets, { '': 18 }, what);
        for (const dims of Object.values(inputs)) assert.equal(dims[0], 'N', what);
        const theirs = outputs.it!;
        assert.deepEqual([...ours!.shape], theirs.shape, what);
        theirs.data.forEach((value, i) => {
          const difference = Math.abs(value - ours!.data[i]!);
          assert.ok(difference <= TOLERANCE * Math.max(1, Math.abs(value)), `${what}: ${ours!.data[i]} and ${value}`);
        });
      }
    });
});
