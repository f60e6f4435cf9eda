import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { makeDataset, readTable } from '../../src/data';
import { parseSpan } from '../../src/data/series/span';
import { uniformSequence } from '../../src/graph';
import { createPredictor } from '../../src/inference';
import { networkFromRecipe } from '../../src/network';
import type { DatasetOptions } from '../../src/spec';
import { openStore } from '../../src/store';
import { type CardFile, checksumsOf, type FileName, type ModelFiles, writeCard } from '../../src/store/card';
import { checkPlan, train } from '../../src/training';
import { Model } from '../../src/values';
import { machine } from '../anomaly/machine';
import { loadEngine } from '../engines';
import { checkNamed, Watch } from './watch';

/**
 * Models whose checksums are right and whose contents mean something else: a number, a text or a list of an honest one
 * was changed at random. Each is refused by name, or answers, or an answer is refused by name.
 */

const RUNS = Number(process.env.FUZZ_RUNS ?? 25);
const SEED = Number(process.env.FUZZ_SEED ?? 1);
let next = uniformSequence(SEED);
const below = (count: number): number => Math.floor(next() * count);
const one = <T>(list: readonly T[]): T => list[below(list.length)]!;

const ODD: readonly unknown[] = [
  ...[0, -1, 1, 0.5, 7, 2 ** 31 - 1, 2 ** 53, 12e9, 1e308, 5e-324, -1e300, null, true, false, '', 'a', '1e999'],
  ...['__proto__', 'constructor', '../x', [], {}, [[]], [null], { length: 1e9 }, 'ü'.repeat(300)],
];

type Any = Record<string, unknown>;

/** Changes one value in it, and says where: to another kind, an extreme, one from elsewhere; or removes or doubles one. */
function bend(root: Any): string {
  const changes: (() => string)[] = [];
  const leaves: unknown[] = [];
  const visit = (value: unknown, key: string | number, holder: Any, path: string): void => {
    changes.push(() => {
      holder[key] = next() < 0.7 ? one(ODD) : one(leaves);
      return `${path}: ${JSON.stringify(holder[key])?.slice(0, 60)}`;
    });
    if (Array.isArray(value)) {
      changes.push(() => {
        value.splice(below(value.length + 1), below(2), ...(next() < 0.5 ? [one(leaves)] : []));
        return `${path}: ${value.length} elements`;
      });
      for (const [i, inner] of value.slice(0, 20).entries()) visit(inner, i, value as unknown as Any, `${path}.${i}`);
    } else if (typeof value === 'object' && value !== null) {
      const keys = Object.keys(value);
      if (keys.length > 0)
        changes.push(() => {
          const gone = one(keys);
          Reflect.deleteProperty(value, gone);
          return `${path} without ${gone}`;
        });
      for (const name of keys) visit((value as Any)[name], name, value as Any, `${path}.${name}`);
    } else leaves.push(value);
  };
  visit(root.json, 'json', root, '');
  return one(changes)();
}

async function trained(records: readonly object[], options: DatasetOptions, name: string): Promise<Model> {
  const dataset = await makeDataset(await readTable({ records: [...records] }), { seed: 1, ...options });
  const rows = dataset.indices('train').length;
  const network = networkFromRecipe({ id: 'n', name: 'network', recipe: 'auto' }, dataset.pipeline, rows);
  const { optimizer, training } = network.recipe!.found!;
  const plan = checkPlan({ run: 'run', model: name, seed: 1, network, optimizer, ...training, epochs: 2 });
  return new Model(name, null, await train(plan, dataset, await loadEngine('wasm')));
}

const table = Array.from({ length: 120 }, (_, i) => ({
  n: i % 17 === 0 ? null : (i * 37) % 101,
  colour: ['red', 'blue', 'green'][i % 3],
  day: new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10),
  on: i % 2 ? 'yes' : 'no',
  kind: (i * 37) % 101 > 50 ? 'more' : 'less',
}));
const hourly = Array.from({ length: 400 }, (_, i) => ({
  time: new Date(Date.UTC(2024, 0, 1, i)).toISOString(),
  load: 50 + 10 * Math.sin((2 * Math.PI * i) / 24),
}));

describe('a model whose contents were changed, with checksums that are right', () => {
  let store: string;
  before(async () => {
    store = await mkdtemp(join(tmpdir(), 'tensorwire-meaning-'));
  });
  after(() => rm(store, { recursive: true, force: true }));

  const kinds: Record<string, [() => Promise<Model>, unknown]> = {
    'of a table': [() => trained(table, { targets: ['kind'] }, 'table'), table.slice(0, 3)],
    'of a forecast': [
      () =>
        trained(hourly, { targets: ['load'], series: { history: parseSpan('24')!, horizon: parseSpan('3')! } }, 'load'),
      hourly.slice(0, 30),
    ],
    'of a machine': [
      () => trained(machine(700), { targets: [], series: { history: parseSpan('12')! } }, 'machine'),
      machine(40),
    ],
  };
  for (const [kind, [make, records]] of Object.entries(kinds))
    it(`${kind}: ${RUNS} of them are refused by name, or answer`, async function () {
      this.timeout(300_000);
      const honest = openStore(join(store, kind));
      const model = await make();
      await honest.save(model);
      const entries = unzipSync(await honest.exportBytes(model.model)) as Record<FileName | 'card.json', Uint8Array>;
      const jsons = Object.keys(entries).filter(name => name.endsWith('.json')) as (FileName | 'card.json')[];
      const watch = new Watch();
      let [imported, answered] = [0, 0];
      for (let run = 0; run < RUNS; run++) {
        next = uniformSequence(SEED + 7919 * run); // each can be run by itself
        const name = one(jsons);
        const { 'card.json': cardBytes, ...files } = { ...entries };
        const parse = (bytes: Uint8Array): Any => JSON.parse(Buffer.from(bytes).toString()) as Any;
        const { sha256: _, ...card } = parse(cardBytes);
        const root: Any = { json: name === 'card.json' ? card : parse(entries[name]) };
        const what = `${kind}, run ${run}, ${name}${bend(root)}`;
        const written: unknown = name === 'card.json' ? root.json : card;
        if (name !== 'card.json') files[name] = strToU8(JSON.stringify(root.json));
        if (typeof written === 'object' && written !== null)
          Object.assign(written, { files: await checksumsOf(files as ModelFiles) });
        const bundle = zipSync({ ...files, 'card.json': strToU8(writeCard(written as CardFile)) }, { level: 1 });
        const folder = join(store, `${kind} ${run}`);
        await watch.over(what, async () => {
          try {
            const changed = openStore(folder);
            const { model: called } = await changed.importFrom(bundle, 'it');
            imported++;
            await changed.list();
            const predictor = await createPredictor(await changed.load(called), { engine: 'wasm' });
            try {
              await predictor.predict(records);
              answered++;
            } finally {
              await predictor.dispose();
            }
          } catch (error) {
            checkNamed(error, what, /./);
          }
        });
      }
      console.log(`      ${imported} imported, ${answered} of them answered`);
      assert.ok(answered > RUNS / 20 && imported < RUNS * 0.9, 'some are harmless, and many are not');
      watch.check();
    });
});
