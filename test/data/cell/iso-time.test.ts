import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDate } from '../../../src/data/cell/dates';
import { isoTimeAt } from '../../../src/data/cell/iso-time';

const read = (text: string): number => {
  const bytes = Buffer.from(`..${text}..`);
  return isoTimeAt(bytes, 2, bytes.length - 2);
};

describe('a time stamp in bytes', () => {
  it('is the time that its text is, to the millisecond', () => {
    const two = fc.integer({ min: 0, max: 65 }).map(n => String(n).padStart(2, '0'));
    const stamp = fc
      .record({
        year: fc.integer({ min: 0, max: 9999 }).map(n => String(n).padStart(4, '0')),
        ...{ month: two, day: two, hour: two, minute: two, second: two },
        sign: fc.constantFrom('T', ' '),
        fraction: fc.oneof(fc.constant(''), fc.nat({ max: 999_999_999 }).map(String)),
        length: fc.constantFrom(0, 1, 2),
        zone: fc.constantFrom('', 'Z'),
      })
      .map(({ year, month, day, hour, minute, second, sign, fraction, length, zone }) => {
        const clock = ['', `${sign}${hour}:${minute}`, `${sign}${hour}:${minute}:${second}`][length]!;
        const end = length === 2 && fraction !== '' ? `.${fraction}` : '';
        return `${year}-${month}-${day}${clock}${end}${length === 0 ? '' : zone}`;
      });
    fc.assert(
      fc.property(stamp, text => assert.equal(read(text), parseDate(text), text)),
      { numRuns: 3000 },
    );
  });

  it('is never another time than that of its text', () => {
    const texts = fc.stringMatching(/^20[12]\d-0[1-9]-[0-3]\d[T ]?[0-9:.Z+, -]{0,12}$/);
    fc.assert(
      fc.property(texts, text => {
        const time = read(text);
        if (!Number.isNaN(time)) assert.equal(time, parseDate(text), text);
      }),
      { numRuns: 3000 },
    );
  });

  for (const text of ['2024-05-31Z', '2024-05-31 14:07+02:00', '2024-05-31 2:07 PM', '31.05.2024', '2024-13-01', ''])
    it(`leaves ${text || 'nothing'} to others`, () => assert.ok(Number.isNaN(read(text))));
});
