import { badArgument } from '../../errors';
import { DAY } from './span';

/** The clock time of a zone, by the ICU data that come with Node.js. */
export interface Zone {
  /** milliseconds to be added to a time for the zone's clock */
  offset(time: number): number;
  /**
   * the time at which the zone's clock shows `local`: of an hour that occurs twice the first, of one that is skipped
   * the end
   */
  timeOf(local: number): number;
}

const UTC: Zone = { offset: () => 0, timeOf: local => local };
const known = new Map<string, Zone>();

/** '' and UTC: no offset. Throws a Problem where there is no such zone. */
export function zoneOf(name: string): Zone {
  if (name === '' || name === 'UTC') return UTC;
  const zone = known.get(name) ?? ofIcu(name);
  known.set(name, zone);
  return zone;
}

function ofIcu(name: string): Zone {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  } catch {
    throw badArgument('zone', 'a time zone such as Europe/Berlin or Asia/Shanghai', name);
  }
  const exact = (time: number): number => {
    const whole = Math.floor(time / 1000) * 1000;
    const parts = new Map(format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return local - whole;
  };
  /** the offset of each day, or NaN if it changes during the day; kept, because ICU takes microseconds for an answer */
  const days = new Map<number, number>();
  const offset = (time: number): number => {
    const day = Math.floor(time / DAY);
    let same = days.get(day);
    if (same === undefined) {
      const [from, to] = [exact(day * DAY), exact((day + 1) * DAY)];
      same = from === to ? from : Number.NaN;
      days.set(day, same);
    }
    return Number.isNaN(same) ? exact(time) : same;
  };
  return {
    offset,
    timeOf(local) {
      // If an hour occurs twice, the clock before the change is the one further ahead.
      const before = local - offset(local - DAY);
      if (before + offset(before) === local) return before;
      return local - offset(local + DAY);
    },
  };
}
