import {
  AGGREGATES,
  badArgument,
  CALENDAR,
  type CalendarInput,
  choice,
  choices,
  columnName,
  FILLINGS,
  flag,
  names,
  type SeriesOptions,
  type Setting,
  type Settings,
  text,
  when,
} from '../../src';
import { span } from '../shared/span-setting';

/** The settings of time series, which are read only where the rows are series. */

const only = <T>(setting: Setting<T>): Setting<T> => when({ series: ['true'] }, setting);

/** Parts of the calendar as a list, or separated by commas. */
const calendar: Setting<readonly CalendarInput[]> = {
  ...choices(CALENDAR),
  default: [],
  parse(value, name) {
    if (value === 'auto') return [];
    const list = (typeof value === 'string' ? value.split(',') : [value].flat()).map(part => String(part).trim());
    const found = CALENDAR.filter(part => list.includes(part));
    if (found.length < list.length) throw badArgument(name, `some of ${CALENDAR.join(', ')}`, value);
    return found;
  },
};

export const series = {
  series: flag(false),
  time: only(columnName()),
  key: only(names()),
  period: only(span(1)),
  history: only(span(1)),
  horizon: only(span(0)),
  known: only(names()),
  calendar: only(calendar),
  aggregate: only(choice(AGGREGATES, 'mean')),
  gap: only(span(0)),
  stride: only(span(1)),
  season: only(span(1)),
  fill: only(span(0)),
  filling: only(choice(FILLINGS, 'linear')),
  zone: only(text()),
};

/** Settings that few series need. */
export const rare = ['aggregate', 'gap', 'stride', 'season', 'fill', 'filling', 'zone'] as const;

/** The options of the series; undefined where the rows are none. */
export function seriesOptions(options: Settings<typeof series>): SeriesOptions | undefined {
  if (!options.series) return undefined;
  const { time, key, known, aggregate, filling, zone } = options;
  const { period, history, horizon, gap, stride, season, fill } = options;
  return {
    ...(time !== '' && { time }),
    ...{ key, known, aggregate, filling, zone, calendar: options.calendar },
    ...(period && { period }),
    ...(history && { history }),
    ...(horizon && { horizon }),
    ...(gap && { gap }),
    ...(stride && { stride }),
    ...(season && { season }),
    ...(fill && { fill }),
  };
}
