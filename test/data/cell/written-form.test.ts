import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LONG, NOT_PLAIN, SHORTEST, writingOf, writtenText } from '../../../src/data/cell/written-form';
import { places } from '../../../src/data/pipeline/categories';
import { TextDictionary } from '../../../src/data/table/text-dictionary';
import { datasetOf, valuesOf } from '../helpers';

describe('numbers as they are written', () => {
  it('are given back', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 12 });
    const decimal = fc.tuple(fc.constantFrom('', '-'), digits, fc.constantFrom('', '.'), digits).map(p => p.join(''));
    const number = fc.double({ noNaN: true }).map(String);
    fc.assert(
      fc.property(fc.oneof(decimal, number), text => {
        const writing = writingOf(text);
        if (writing !== NOT_PLAIN && writing !== LONG) assert.equal(writtenText(+text, writing), text);
      }),
      { numRuns: 2000 },
    );
  });

  it('are plain, or their text is kept', () => {
    for (const text of ['0', '12', '-0.5', '3.10', '950.00', '1e-14', '1e+21', '0.0000001', '9007199254740991'])
      assert.ok(writingOf(text) >= SHORTEST, text);
    for (const text of ['', '-', '.', '007', '+5', '.5', '5.', '1E5', '1e5', 'inf', '-0', '-0.00', '9007199254740993'])
      assert.equal(writingOf(text), NOT_PLAIN, text);
  });
});

describe('the dictionary of texts', () => {
  it('gives each text one number and its number the text, few or many', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.boolean(), (texts, many) => {
        const dictionary = new TextDictionary();
        const all = many ? [...Array.from({ length: 20_000 }, (_, i) => `text ${i % 15_000}`), ...texts] : texts;
        const codes = all.map(text => dictionary.codeOf(text));
        assert.equal(dictionary.length, new Set(all).size);
        assert.deepEqual(
          codes.map(code => dictionary.at(code)),
          all,
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe('labels', () => {
  it('are known by their number where only one is written so, as models of 0.1.0 ask', () => {
    assert.deepEqual([...places(['3.10', '3.1', '2', '2.0', '1e5', 'x'], ['3.1', '2', '2.00'])], [0, 0, 1, -1, -1, -1]);
    assert.deepEqual([...places(['0.0', '1.0', 'yes'], ['0', '1'])], [0, 1, 1]);
  });

  it('are the texts as they were written', async () => {
    const written = ['3.10', '3.1', '1E5', '100000', '8.30', '+49', 'inf', '007'];
    const text = `a,y\n${Array.from({ length: 80 }, (_, i) => `${i},${written[i % 8]}`).join('\n')}\n`;
    const records = Array.from({ length: 80 }, (_, a) => ({ a, y: written[a % 8] }));
    for (const source of [{ text }, { text: JSON.stringify(records) }, { records }]) {
      const dataset = await datasetOf(source, { targets: ['y'], columns: [{ name: 'y', type: 'category' }] });
      assert.deepEqual(valuesOf(dataset, 'y').slice(0, 8), written);
    }
  });
});
