import assert from 'node:assert/strict';
import { lastStart, namesIn } from '../../src/editor/widgets/name-list';
import { matching } from '../../src/editor/widgets/suggest';

describe('column names, typed', () => {
  const known = ['Wert, °C', 'Wert', 'Umsatz', 'Jahresumsatz', 'Umsatz netto'];

  it('a known name with a comma is one name, alone and among others', () => {
    assert.deepEqual(namesIn('Wert, °C', known), ['Wert, °C']);
    assert.deepEqual(namesIn(' Umsatz ,Wert, °C , Wert', known), ['Umsatz', 'Wert, °C', 'Wert']);
    assert.deepEqual(namesIn('Wert, Umsatz,', known), ['Wert', 'Umsatz']);
  });

  it('an unknown one is in double quotes, else the comma parts it', () => {
    assert.deepEqual(namesIn('"Preis, €", Ort', []), ['Preis, €', 'Ort']);
    assert.deepEqual(namesIn('Preis, €', []), ['Preis', '€']);
    assert.deepEqual(namesIn(', ,', []), []);
  });

  it('the name that is being typed begins after the last comma that parts names', () => {
    for (const [typed, last] of [
      ['Wert, °C', 'Wert, °C'],
      ['wert, °', 'wert, °'],
      ['Umsatz, Wert, °C', 'Wert, °C'],
      ['Wert, °C, Ums', 'Ums'],
      ['Umsatz, ', ''],
      ['', ''],
    ])
      assert.equal(typed!.slice(lastStart(typed!, known)), last, typed);
  });

  it('of the names that match, the same one is offered first, then those that begin so', () => {
    assert.deepEqual(matching(['Jahresumsatz', 'Umsatz netto', 'umsatz', 'Umsatz'], 'Umsatz'), [
      'Umsatz',
      'umsatz',
      'Umsatz netto',
      'Jahresumsatz',
    ]);
    assert.deepEqual(matching(known, 'ort'), []);
  });
});
