import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { guessColumns, readTable, recordsToColumns } from '../../src/data';
import { classCodes } from '../../src/data/targets';
import type { DatasetOptions } from '../../src/spec';

import type { Dataset } from '../../src/values/dataset';
import { cellsOf, datasetOf, fails, valuesOf } from './helpers';

/** Tables that were once read wrongly, each with the right result. */

const file = (name: string) => join(__dirname, '../cases/tables', name);
const textOf = (name: string) => readFileSync(file(name), 'utf8');
const made = (name: string, target: string, options: Partial<DatasetOptions> = {}) =>
  datasetOf({ file: file(name) }, { targets: [target], ...options });
const live = ({ pipeline }: Dataset, record: unknown) =>
  recordsToColumns(pipeline, record).columns.map(({ data, labels }) => (labels ? labels[data[0]!] : data[0]));

describe('tables that went wrong', () => {
  it('01: a header with a comma, delimited by semicolons', async () => {
    const dataset = await made('01-delimiter-header-comma.csv', 'Klasse');
    assert.deepEqual(dataset.columns, { 'Wert, °C': 'number', Klasse: 'category' });
    assert.deepEqual(valuesOf(dataset, 'Wert, °C').slice(0, 3), [20.5, 21.5, 22.5]);
    // as the form of 0.1.0 stored it, split at its comma
    assert.deepEqual(
      (await datasetOf({ file: file('01-delimiter-header-comma.csv') }, { targets: ['Wert', '°C'] })).targets,
      ['Wert, °C'],
    );
  });

  it('01b: no header, decimal commas', async () => {
    const dataset = await made('01b-delimiter-headerless-decimal-comma.csv', 'column 3');
    assert.equal(dataset.rows, 24);
    assert.deepEqual(
      ['column 1', 'column 2', 'column 3'].map(name => valuesOf(dataset, name)[1]),
      [1.5, 2.25, '1'],
    );
  });

  it('02: numbers with a dash for no value', async () => {
    const dataset = await made('02-numbers-with-dash.csv', 'y');
    assert.equal(dataset.columns.reading, 'integer');
    const dashes = textOf('02-numbers-with-dash.csv').match(/^-,/gm)!.length;
    assert.equal(valuesOf(dataset, 'reading').filter(value => value === null).length, dashes);
    assert.match(dataset.body.findings.notes.join(), new RegExp(`counted as missing: "-" \\(${dashes}\\)`));
    assert.deepEqual(live(dataset, { reading: 41 }), [41]);
  });

  it('02b: a price with thousands is the number that plain digits are', async () => {
    const name = '02b-price-thousands-target.csv';
    const dataset = await made(name, 'price');
    const plain = await datasetOf({ text: textOf(name).replace(/"(\d+),(\d+)"/g, '$1$2') }, { targets: ['price'] });
    assert.equal(dataset.pipeline.targets[0]!.task, 'regression');
    assert.deepEqual(valuesOf(dataset, 'price').slice(0, 3), [1000, 1350, 1700]);
    assert.equal(dataset.body.fingerprint, plain.body.fingerprint);
    assert.deepEqual(dataset.body.findings.warnings, []);
  });

  it('03: classes are the texts as they are written', async () => {
    assert.deepEqual((await made('03-class-inf.csv', 'y')).pipeline.targets[0]!.classes, ['inf', 'sup']);
    assert.deepEqual((await made('03c-class-codes.csv', 'code')).pipeline.targets[0]!.classes, ['1E5', '2A4']);
  });

  it('06: records in records are columns, in prediction too', async () => {
    const name = '06-nested-objects.json';
    const dataset = await made(name, 'y');
    assert.deepEqual(Object.keys(dataset.columns), ['sensor.t', 'sensor.h', 'room', 'y']);
    const records = JSON.parse(textOf(name)) as { sensor: object; room: string; y: string }[];
    const flat = records.map(({ sensor, ...rest }) => ({
      ...Object.fromEntries(Object.entries(sensor).map(([key, value]) => [`sensor.${key}`, value])),
      ...rest,
    }));
    assert.equal(dataset.body.fingerprint, (await datasetOf(flat, { targets: ['y'] })).body.fingerprint);
    const { columns } = recordsToColumns(dataset.pipeline, records);
    assert.deepEqual([...columns[0]!.data], valuesOf(dataset, 'sensor.t'));
    assert.deepEqual(live(dataset, { 'sensor.t': 5, sensor: { h: 7 }, room: 'b' }), [5, 7, 'b']);
    await fails(() => live(dataset, { sensor: { t: 5 }, room: 'b' }), 'column "sensor.h", row 1: is missing');
    const twice = { 'sensor.t': 5, sensor: { t: 6, h: 7 }, room: 'b' };
    await fails(() => live(dataset, twice), 'has "sensor.t" twice, as a key of its own and within a record');
    assert.deepEqual(live(dataset, { ...twice, 'sensor.t': null }), [6, 7, 'b']);
  });

  it('07: a fraction where training had whole numbers', async () => {
    const dataset = await made('07-integer-feature.csv', 'y');
    assert.deepEqual(live(dataset, { age: 30, temp: 20.5 }), [30, 20.5]);
  });

  it('08: a rare class is in training too, with the default split', async () => {
    const dataset = await made('08-rare-class-random-split.csv', 'y');
    const { codes } = classCodes(dataset.body.columns.find(c => c.name === 'y')!)!;
    assert.deepEqual(new Set(Array.from(dataset.indices('train'), row => codes[row])), new Set([0, 1]));
    const text = textOf('08-rare-class-random-split.csv');
    const last = { targets: ['y'], splitBy: 'time', test: 0.96, validation: 0 } as const;
    await fails(
      datasetOf({ text }, last),
      'one class: "fault" in all 2 training rows',
      'split the rows stratified by the target',
    );
    const three = await datasetOf({ text: text.replace('59,ok', '59,broken') }, { ...last, test: 0.9 });
    assert.match(
      three.body.findings.warnings.join(),
      /no training row has the class "broken"; split the rows stratified/,
    );
  });

  it('09b: columns with keys are joined by their keys', async () => {
    const cells = cellsOf(await readTable({ file: file('09b-json-columns-other-order.json') }));
    assert.deepEqual(cells, { a: [1, 2, 3, 4], b: [10, 20, 30, 40] });
    const holes = await readTable({ text: '{"a":{"x":1,"z":3},"b":{"z":30,"y":20}}' });
    assert.deepEqual(cellsOf(holes), { a: [1, 3, null], b: [null, 30, 20] });
    await fails(readTable({ text: '{"a":{"x":1},"b":[1]}' }), 'all arrays, or all objects');
  });

  it('10: the class NA among codes of two letters is one', async () => {
    const dataset = await made('10-class-NA.csv', 'continent');
    assert.deepEqual(dataset.pipeline.targets[0]!.classes, ['AS', 'EU', 'NA']);
    assert.match(dataset.body.findings.notes.join(), /column "continent": "NA" is a label like the others/);
    const other = { file: file('10-class-NA.csv') };
    const { missing, distinct, examples } = guessColumns(await readTable(other)).find(c => c.name === 'continent')!;
    assert.deepEqual({ missing, distinct, examples }, { missing: 0, distinct: 3, examples: ['EU', 'AS', 'NA'] });
    const gone = await datasetOf(other, { targets: ['continent'], missing: ['NA'] });
    assert.match(
      gone.body.findings.leftOut[0]!,
      /^20 of 40 rows have no value of the target "continent" \("NA" \(20\)\)/,
    );
  });

  it('11: a target that holds records', async () => {
    await fails(
      made('11-object-target.json', 'output'),
      'column "output" cannot be the target: it holds records',
      '"output.black"',
    );
    assert.equal((await made('11-object-target.json', 'output.black')).pipeline.targets[0]!.task, 'binary');
  });

  it('13: a quoted name with a comma is one column, and one target', async () => {
    const dataset = await made('13-header-comma-quoted.csv', 'Wert, °C');
    assert.deepEqual(dataset.targets, ['Wert, °C']);
    assert.equal(dataset.pipeline.targets[0]!.task, 'regression');
  });

  it('14: a decimal comma with an exponent', async () => {
    const dataset = await made('14-decimal-comma-exponent.csv', 'y');
    assert.deepEqual(dataset.columns, { a: 'number', b: 'number', y: 'category' });
    assert.deepEqual(valuesOf(dataset, 'b').slice(4, 7), [0.34, 0.35, 0.36]);
  });

  it('15: quotes where none are expected are characters', async () => {
    const cells = cellsOf(await readTable({ file: file('15-unquoted-quotes.csv') }));
    assert.equal(cells.b!.length, 20);
    assert.equal(cells.b![0], '""so called"" type');
    assert.deepEqual(cellsOf(await readTable({ text: 'a,b\n12",x\n15",y "z" w\n' })), {
      a: ['12"', '15"'],
      b: ['x', 'y "z" w'],
    });
    assert.equal(guessColumns(await readTable({ text: 'a,b\n12",x\n15",y\n' }))[0]!.format.unit, '"');
  });
});
