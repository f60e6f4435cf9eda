import assert from 'node:assert/strict';
import { layers } from '../../src/catalogue';
import { openSession } from '../../src/engine';
import { decode } from '../../src/onnx/proto';
import type { Feeds } from '../../src/spec';
import { engineName } from '../engines';
import { filesOf } from './layer-files';
import { judge, pythonIsThere, type Verdict } from './python';

/**
 * Every layer as `model.onnx`: the cases on which it is compared with Keras, with the same weights, for one row and for
 * five.
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

/** For a graph and its bodies: the names that are read, and the outputs of nodes with several of them. */
function named(graph: GraphMessage, read: Set<string>, put: [op: string, name: string][]): void {
  for (const { name } of graph.output ?? []) read.add(name!);
  for (const { opType, input = [], output = [], attribute = [] } of graph.node ?? []) {
    for (const name of input) read.add(name);
    if (output.length > 1) put.push(...output.map((name): [string, string] => [opType!, name]));
    for (const { g } of attribute) if (g) named(g, read, put);
  }
}
type GraphMessage = NonNullable<ReturnType<typeof decode<'Model'>>['graph']>;
/** operators whose results all have to be named */
const ALL_NAMED = new Set(['Split', 'Scan']);

describe('results that nobody reads', () => {
  for (const { className } of Object.values(layers).filter(layer => layer.inputs !== 'none'))
    it(`are not in the files of ${className}: a conversion to float16 stumbles over them`, () => {
      for (const { what, bytes } of filesOf(className)) {
        const [read, put] = [new Set<string>(), [] as [string, string][]];
        named(decode('Model', bytes).graph!, read, put);
        const unread = put.filter(([op, name]) => name !== '' && !read.has(name) && !ALL_NAMED.has(op));
        assert.deepEqual(unread, [], what);
      }
    });
});
