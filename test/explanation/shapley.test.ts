import assert from 'node:assert/strict';
import { makeDataset, readTable } from '../../src/data';
import { wasmEngine } from '../../src/engine/wasm';
import { cellOf } from '../../src/explanation/cells';
import { createPredictor, type Predictor } from '../../src/inference';
import { appendLayer, appendOutput, emptyNetwork } from '../../src/network';
import type { Column } from '../../src/spec';
import { train } from '../../src/training';
import { type Dataset, Model } from '../../src/values';
import { modelFor } from '../inference/models';
import { table, tablePlan } from '../training/table-samples';
import { attributorFor, spearman, tables, trainedOn, withBackground, withRows } from './samples';

const rowsOf = (contributions: Float64Array, columns: number): Float64Array[] =>
  Array.from({ length: contributions.length / columns }, (_, row) =>
    contributions.subarray(row * columns, (row + 1) * columns),
  );
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

/** Every order of these things. */
function orders<T>(things: readonly T[]): T[][] {
  if (things.length < 2) return [[...things]];
  return things.flatMap((thing, i) => orders(things.toSpliced(i, 1)).map(rest => [thing, ...rest]));
}

const records = Array.from({ length: 40 }, (_, i) => ({
  when: `202${i % 4}-0${1 + (i % 9)}-1${i % 8}`,
  size: (i * 37) % 101,
  colour: i % 7 === 3 ? null : ['red', 'green', 'blue'][i % 3]!,
  sold: i % 4 > 1 ? 'yes' : 'no',
  place: `town ${i % 5}`,
  kind: (i * 37) % 101 > (i * 53) % 97 ? 'more' : 'less',
  price: (i * 17) % 31,
}));
const mixed = async (): Promise<Dataset> =>
  makeDataset(await readTable({ records }), { targets: ['kind', 'price'], seed: 1, validation: 0, test: 0.4 });

/** The answers to records, as a user gets them: the probability of a class, and a number. */
async function answersTo(predictor: Predictor, rows: readonly object[], label: string): Promise<[number, number][]> {
  const all = (await predictor.predict(rows)) as {
    kind: { probabilities: Record<string, number> };
    price: { value: number };
  }[];
  return all.map(({ kind, price }) => [kind.probabilities[label]!, price.value]);
}

/** 512 and 512 units: 267,000 multiply-adds a row. */
async function wideModel(): Promise<{ model: Model; dataset: Dataset }> {
  const dataset = await table('cars', 1);
  let network = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
  for (const id of ['first', 'second'])
    network = appendLayer(network, { id, className: 'Dense', args: { units: 512, activation: 'relu' } });
  const plan = { ...tablePlan(1), network: appendOutput(network, { id: 'out', label: 'output' }), epochs: 8 };
  return { model: withBackground(new Model('wide', 1, await train(plan, dataset, wasmEngine)), dataset), dataset };
}

describe('Shapley’s values', function () {
  this.timeout(240_000);

  it('are those of the definition, over all orders of raw records: numbers, dates, categories, missing values, two inputs, two targets', async () => {
    const dataset = await mixed();
    const inputs = [
      ['when', 'size', 'colour'],
      ['sold', 'place', 'size'],
    ];
    const model = withBackground(modelFor({ dataset, inputs, outputs: [['kind'], ['price']] }), dataset);
    const { attributor, encode } = await attributorFor(model);
    const [row] = dataset.indices('test');
    const found = await attributor.attribute(1, encode(dataset, Int32Array.of(row!)), { method: 'shapley' });

    const names = attributor.players.map(({ column }) => column.name);
    assert.deepEqual([...names].sort(), ['colour', 'place', 'size', 'sold', 'when']);
    const record = (columns: typeof dataset.body.columns, at: number): Record<string, unknown> =>
      Object.fromEntries(names.map(name => [name, cellOf(columns.find(c => c.name === name)!, at)]));
    const own = record(dataset.body.columns, row!);
    const { columns, rows } = model.body.background!;
    const predictor = await createPredictor(model);
    const [asked] = (await predictor.predict([own])) as { kind: { label: string } }[];
    const expected = [0, 1].map(() => Object.fromEntries(names.map(name => [name, 0])));
    const all = orders(names);
    const sets = Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_, i) => bits & (1 << i)));
    for (let at = 0; at < rows; at++) {
      const from = record(columns, at);
      const hybrids = sets.map(set => ({ ...from, ...Object.fromEntries(set.map(name => [name, own[name]])) }));
      const answers = await answersTo(predictor, hybrids, asked!.kind.label);
      const of = new Map(sets.map((set, i) => [[...set].sort().join(), answers[i]!]));
      for (const order of all)
        for (const [i, name] of order.entries()) {
          const before = of.get(order.slice(0, i).sort().join())!;
          const after = of.get(
            order
              .slice(0, i + 1)
              .sort()
              .join(),
          )!;
          for (const t of [0, 1]) expected[t]![name]! += (after[t]! - before[t]!) / all.length / rows;
        }
    }
    await predictor.dispose();
    for (const t of [0, 1])
      for (const [i, name] of names.entries()) {
        const error = Math.abs(found[t]!.contributions[i]! - expected[t]![name]!);
        assert.ok(error < 1e-5, `target ${t}, ${name}: ${found[t]!.contributions[i]}, by hand ${expected[t]![name]}`);
      }
  });

  it('add up to the answer less the mean answer; by paths they are in the order of the exact ones', async () => {
    for (const name of tables) {
      const { model, dataset } = await trainedOn(name);
      const { attributor, encode } = await attributorFor(model);
      const columns = attributor.players.length;
      const rows = dataset.indices('test').slice(0, 40);
      const inputs = encode(dataset, rows);
      const [exact] = await attributor.attribute(rows.length, inputs, { method: 'shapley' });
      const [paths] = await attributor.attribute(rows.length, inputs, { method: 'auto' });
      for (const { contributions, value, base } of [exact!, paths!])
        for (const [row, parts] of rowsOf(contributions, columns).entries())
          assert.ok(Math.abs(sum(parts) - (value[row]! - base[row]!)) < 1e-9, `${name}, row ${row}`);
      const theirs = rowsOf(exact!.contributions, columns);
      const correlations = rowsOf(paths!.contributions, columns).map((parts, row) => spearman(parts, theirs[row]!));
      const mean = sum(correlations) / rows.length;
      assert.ok(mean >= 0.95, `${name}: ${mean}`);
    }
  });

  it('of a large network come from fewer background rows: much the same, and they add up to the same base', async () => {
    const { model, dataset } = await wideModel();
    const { attributor, encode } = await attributorFor(model);
    const columns = attributor.players.length;
    const rows = dataset.indices('test').slice(0, 8);
    const inputs = encode(dataset, rows);
    const [exact] = await attributor.attribute(rows.length, inputs, { method: 'shapley' });
    const [fewer] = await attributor.attribute(rows.length, inputs, { method: 'auto' });
    assert.deepEqual(fewer!.base, exact!.base);
    const theirs = rowsOf(exact!.contributions, columns);
    const own = rowsOf(fewer!.contributions, columns);
    for (const [row, parts] of own.entries())
      assert.ok(Math.abs(sum(parts) - (fewer!.value[row]! - fewer!.base[row]!)) < 1e-9, `row ${row}`);
    assert.ok(sum(own.map((parts, row) => spearman(parts, theirs[row]!))) / rows.length >= 0.95);
  });

  it('a row has the same reasons whatever rows come with it, each time', async () => {
    const { model, dataset } = await trainedOn('penguins');
    const { attributor, encode } = await attributorFor(model);
    const rows = dataset.indices('test').slice(0, 5);
    const of = async (some: Int32Array) =>
      (await attributor.attribute(some.length, encode(dataset, some), { method: 'auto' }))[0]!;
    const together = await of(rows);
    const alone = await of(rows.slice(3, 4));
    const columns = attributor.players.length;
    for (let i = 0; i < columns; i++)
      assert.ok(Math.abs(together.contributions[3 * columns + i]! - alone.contributions[i]!) < 1e-6);
  });

  it('are others for a model whose weights are shuffled', async () => {
    const { model, dataset } = await trainedOn('penguins');
    const { attributor, encode } = await attributorFor(model);
    const random = withBackground(modelFor({ dataset, hidden: 64, seed: 3 }), dataset);
    const other = await attributorFor(random);
    const rows = dataset.indices('test').slice(0, 40);
    const request = { method: 'shapley', classes: [0] } as const;
    const [ours] = await attributor.attribute(rows.length, encode(dataset, rows), request);
    const [theirs] = await other.attributor.attribute(rows.length, other.encode(dataset, rows), request);
    const columns = attributor.players.length;
    const same = rowsOf(ours!.contributions, columns).map((parts, row) =>
      spearman(parts.map(Math.abs), rowsOf(theirs!.contributions, columns)[row]!.map(Math.abs)),
    );
    assert.ok(sum(same) / rows.length < 0.7, `${sum(same) / rows.length}`);
  });

  it('a column that equals those of all background rows contributes nothing', async () => {
    const dataset = await mixed();
    const model = withBackground(modelFor({ dataset, outputs: [['kind'], ['price']] }), dataset);
    const row = dataset.indices('test')[0]!;
    const size = dataset.body.columns.find(({ name }) => name === 'size')!;
    const { rows, columns } = model.body.background!;
    const equal = columns.map((column): Column => {
      if (column.type !== size.type || column.name !== 'size') return column;
      return { ...column, data: Float64Array.from(column.data, () => size.data[row]!) } as Column;
    });
    const { attributor, encode } = await attributorFor(
      new Model('equal', 1, withRows(model.body, { rows, columns: equal })),
    );
    const [found] = await attributor.attribute(1, encode(dataset, Int32Array.of(row)), { method: 'auto' });
    const place = attributor.players.findIndex(({ column }) => column.name === 'size');
    assert.equal(found!.contributions[place], 0);
  });
});
