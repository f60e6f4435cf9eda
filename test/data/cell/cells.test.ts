import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dateText, parseDate } from '../../../src/data/cell/dates';
import { parseNumber, sortLabels, truth, truthPair } from '../../../src/data/cell/labels';
import { isMissing, isMissingNumber } from '../../../src/data/cell/marks';
import { numberReader } from '../../../src/data/cell/parse-cell';

describe('cells', () => {
  it('read every number that JavaScript writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), value => {
        const code = Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(String(value));
        assert.equal(parseNumber(String(value)), code ? Number.NaN : value + 0);
      }),
    );
  });

  it('do not take codes, thousands and other writings for numbers', () => {
    for (const text of [
      '',
      '007',
      '-01',
      '12345678901234567890',
      '1,234',
      '5%',
      '$5',
      '0x1F',
      '1e',
      '.',
      '-',
      '+',
      '1 2',
      'x',
    ])
      assert.ok(Number.isNaN(parseNumber(text)), text);
    for (const [text, value] of Object.entries({
      '+5': 5,
      '.5': 0.5,
      '5.': 5,
      '1E3': 1000,
      '-0': 0,
      '-inf': Number.NEGATIVE_INFINITY,
    }))
      assert.equal(parseNumber(text), value, text);
  });

  it('read more where numbers are known to be meant, but without a decimal sign never guess thousands', () => {
    const read = {
      '007': 7,
      '3,14': 3.14,
      '0,125': 0.125,
      '1.234,5': 1234.5,
      '-1.234.567,89': -1234567.89,
      '1,234.5': 1234.5,
    };
    assert.deepEqual(Object.keys(read).map(numberReader({})), Object.values(read));
    for (const text of ['1,234', '12.34,5', '1.2345,6', '5 kg', '12345678901234567890'])
      assert.ok(Number.isNaN(numberReader({})(text)), text);
  });

  it('read ISO dates as JavaScript does, and UTC where no zone is written', () => {
    const time = fc.date({
      min: new Date('0100-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(time, date => assert.equal(parseDate(date.toISOString()), date.getTime())));
    for (const text of ['2024-02-29', '2024-05-31T14:07:59.5+02:00', '2024-05-31T14:07-0330'])
      assert.equal(parseDate(text), Date.parse(text), text);
    assert.equal(parseDate('2024/05/31'), Date.UTC(2024, 4, 31));
    assert.equal(parseDate('2024-05-31 14:07'), Date.UTC(2024, 4, 31, 14, 7));
    assert.equal(parseDate('31.05.2024'), Date.UTC(2024, 4, 31));
    assert.equal(parseDate('1.5.2024 14:07'), Date.UTC(2024, 4, 1, 14, 7));
    assert.equal(parseDate('31.05.2024 10:00 Uhr'), Date.UTC(2024, 4, 31, 10));
    assert.equal(parseDate('31.05.24, 14:07:09 Uhr'), Date.UTC(2024, 4, 31, 14, 7, 9));
    assert.equal(parseDate('01.02.24'), Date.UTC(2024, 1, 1));
    assert.equal(parseDate('1.2.24', 'mdy'), Date.UTC(2024, 1, 1));
    assert.equal(parseDate('31.12.68'), Date.UTC(2068, 11, 31));
    assert.equal(parseDate('01.01.69'), Date.UTC(1969, 0, 1));
    assert.equal(parseDate('29.02.00'), Date.UTC(2000, 1, 29));
    const may31 = Date.UTC(2024, 4, 31);
    for (const text of [
      '31/05/2024',
      '5/31/2024',
      '05-31-2024',
      '2024-5-31',
      '2024年5月31日',
      '31 May 2024',
      'May 31, 2024',
      '31-May-24',
      '2024-W22-5',
    ])
      assert.equal(parseDate(text), may31, text);
    assert.equal(parseDate('05/06/2024', 'dmy'), Date.UTC(2024, 5, 5));
    assert.equal(parseDate('05/06/24 2:07 PM', 'mdy'), Date.UTC(2024, 4, 6, 14, 7));
    assert.equal(parseDate('2024-W01'), Date.UTC(2024, 0, 1));
    assert.equal(parseDate('2020-W53-7'), Date.UTC(2021, 0, 3));
  });

  it('read the names of months in several languages, and months without a day', () => {
    const day = Date.UTC(2024, 2, 31);
    for (const text of [
      '31. März 2024',
      '31.Mrz 2024',
      '31 mars 2024',
      '31 de marzo de 2024',
      '31-mrt-24',
      'Mar. 31, 2024',
    ])
      assert.equal(parseDate(text), day, text);
    assert.equal(parseDate('31. Dez. 2024, 14:07 Uhr'), Date.UTC(2024, 11, 31, 14, 7));
    const month = Date.UTC(2024, 4, 1);
    for (const text of ['Mai 2024', 'May-24', 'Mai 24', "May '24", 'mayo de 2024', '5/2024', '05/2024', '2024年5月'])
      assert.equal(parseDate(text), month, text);
    for (const text of ['Set 24', 'May 5', 'March 24', '13/2024', 'Mayor 2024', '2024年13月', '31. Febr 2024'])
      assert.ok(Number.isNaN(parseDate(text)), text);
  });

  it('read times without a day as moments of the day that spreadsheets count from, as they are in workbooks', () => {
    const at = (hour: number, minute: number, second = 0) => Date.UTC(1899, 11, 30, hour, minute, second);
    assert.deepEqual(
      ['6:15', '06:15', '14:30:05', '9:00 AM', '12:15 am', '14:30 Uhr'].map(text => parseDate(text)),
      [at(6, 15), at(6, 15), at(14, 30, 5), at(9, 0), at(0, 15), at(14, 30)],
    );
    for (const text of ['38:30', '24:00', '2:1', '16:9', '12:60', ':30', '1:2:3', '10:30:1'])
      assert.ok(Number.isNaN(parseDate(text)), text);
    assert.deepEqual([at(6, 15), 0, 9e15].map(dateText), ['06:15:00', '1970-01-01', '9000000000000000']);
  });

  it('do not take for dates what is none, or what two countries read differently', () => {
    for (const text of [
      '2023-02-29',
      '2024-13-01',
      '2024-05-31T25:00',
      '01/05/2024',
      '05.31.2024',
      '05.31.24',
      '31.05.024',
      '31.05.24.1',
      '31.05.2024 25:00 Uhr',
      '05-04-2024',
      '2024',
      '2024-05/31',
    ])
      assert.ok(Number.isNaN(parseDate(text)), text);
  });

  it('know the words for missing, yes and no', () => {
    assert.deepEqual(['', 'NA', 'null', 'NaN', '?', '.', '\\N'].map(isMissing), Array(7).fill(true));
    assert.deepEqual(['<NA>', 'NaT', '#DIV/0!', 'undefined'].map(isMissing), Array(4).fill(true));
    assert.deepEqual(['none', '0', 'na', '-', 'no'].map(isMissing), Array(5).fill(false));
    assert.deepEqual(['none', 'na', '-', 'n.a.', 'k.A.'].map(isMissingNumber), Array(5).fill(true));
    assert.deepEqual(['0', 'no', 'x'].map(isMissingNumber), Array(3).fill(false));
    assert.deepEqual(['Yes', 'FALSE', 't', 'off', '1', 'maybe'].map(truth), [1, 0, 1, 0, 1, -1]);
    assert.deepEqual(['ja', 'Nein', 'WAHR', 'falsch', 'oui', 'non', '是', '否'].map(truth), [1, 0, 1, 0, 1, 0, 1, 0]);
    assert.deepEqual(truthPair(['Yes', 'NO', 'yes']), ['no', 'yes']);
    assert.deepEqual(truthPair(['Ja', 'n', 'yes', 'nein']), ['n', 'ja']);
    assert.deepEqual(truthPair(['ja']), ['nein', 'ja']);
    for (const texts of [['yes', 'true'], ['ja', 'vielleicht'], ['N', 'S'], []]) assert.equal(truthPair(texts), null);
  });

  it('know what spreadsheets write for a calculation that failed, in their languages', () => {
    for (const text of [
      '#N/A',
      '#NV',
      '#N/V',
      '#N/D',
      '#WERT!',
      '#¡VALOR!',
      '#NOM?',
      '#DIV/0!',
      '#ÜBERLAUF!',
      'Err:502',
    ])
      assert.ok(isMissing(text), text);
    for (const text of ['#1', '#NY', '#', '#sale!', 'Err: 5', '#A1']) assert.ok(!isMissing(text), text);
  });

  it('sort labels by size where all are numbers', () => {
    assert.deepEqual(sortLabels(['10', '9', '1']), ['1', '9', '10']);
    assert.deepEqual(sortLabels(['10', '9', 'x']), ['10', '9', 'x']);
  });
});
