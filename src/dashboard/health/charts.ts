import { barChart } from '../../charts/bars';
import { lineChart } from '../../charts/lines';
import type { Look } from '../../charts/look';
import type { ChartOption } from '../../charts/picture';
import { counted, figure } from '../../model-form/figures';
import type { PageLanguage, Text } from '../texts';
import type { Found, Level, Tally } from './found';

interface Manner {
  readonly text: Text;
  readonly language: PageLanguage;
}
type OptionOf = (look: Look) => ChartOption;
/** A chart of answers over time. */
export interface Over {
  readonly key: string;
  readonly title: string;
  readonly optionOf: OptionOf;
}

const TIMES: Readonly<Record<Level, Intl.DateTimeFormatOptions>> = {
  hour: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  days: { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  year: { day: 'numeric', month: 'short' },
};
/** How many buckets an axis has at least. */
const LEAST_BUCKETS = 12;

/** The buckets without gaps, at least some of them, so that a bar is a moment and not the whole picture. */
function slots({ buckets, width, now }: Found): readonly { from: number; tally: Tally | null }[] {
  const last = Math.floor(now / width) * width;
  const first = Math.min(buckets[0]?.from ?? last, last - (LEAST_BUCKETS - 1) * width);
  const byTime = new Map(buckets.map(({ from, tally }) => [from, tally]));
  return Array.from({ length: Math.round((last - first) / width) + 1 }, (_, i) => {
    const from = first + i * width;
    return { from, tally: byTime.get(from) ?? null };
  });
}

export function picturesOf(found: Found, { text, language }: Manner): readonly Over[] {
  const all = slots(found);
  const times = new Intl.DateTimeFormat(language, TIMES[found.level]);
  const categories = all.map(({ from }) => times.format(from));
  const base = (option: ChartOption, look: Look, valueFormatter: (value: unknown) => string): ChartOption => ({
    ...option,
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: look.paper,
      borderColor: look.grid,
      textStyle: { color: look.ink, fontSize: 12 },
      valueFormatter,
    },
  });
  const bars =
    (kinds: readonly (readonly [name: string, (tally: Tally) => number, color?: string])[], share: boolean): OptionOf =>
    look =>
      base(
        barChart(
          {
            ...{ title: '', categories, horizontal: false, sparse: true, stacked: true },
            value: { zero: true, ...(share && { percent: true, max: 100 }) },
            bars: kinds.map(([name, of, color]) => ({
              name,
              values: all.map(({ tally }) => (tally ? of(tally) : null)),
              ...(color && { color }),
            })),
          },
          look,
        ),
        look,
        value => (typeof value !== 'number' ? '–' : share ? `${figure(value, language)} %` : counted(value, language)),
      );
  const rated = found.all.rated > 0;
  const asked: Over = {
    key: 'asked',
    title: text('health.answers'),
    optionOf: bars(
      rated
        ? [
            [text('health.sure'), tally => tally.asked - tally.unsure],
            [text('health.unsure'), tally => tally.unsure],
          ]
        : [[text('health.answers'), tally => tally.asked]],
      false,
    ),
  };
  const ofTarget = (tally: Tally, target: string) => tally.targets.find(([name]) => name === target)?.[1];
  const targets = found.all.targets.map(([target, { labels, others, numbers }]): Over => {
    const title = text('health.shares', { target });
    if (numbers > 0) {
      const points = all.flatMap(({ from, tally }) => {
        const own = tally && ofTarget(tally, target);
        return own && own.numbers > 0 ? [[from, own.sum / own.numbers] as const] : [];
      });
      const name = text('health.mean', { target });
      return {
        ...{ key: target, title: name },
        optionOf: look => {
          const chart = lineChart(
            { title: '', x: {}, y: {}, lines: [{ name, points, marked: points.length < 30 }] },
            look,
          );
          const label = { color: look.quiet, fontSize: 11, hideOverlap: true };
          const axis = {
            ...(chart.xAxis as object),
            type: 'value' as const,
            min: all[0]!.from,
            max: all.at(-1)!.from,
            axisLabel: { ...label, formatter: (value: number) => times.format(value) },
          };
          return base({ ...chart, xAxis: axis }, look, value => figure(value, language));
        },
      };
    }
    const share = (count: (own: NonNullable<ReturnType<typeof ofTarget>>) => number) => (tally: Tally) => {
      const own = ofTarget(tally, target);
      if (!own) return 0;
      const sum = own.labels.reduce((n, [, m]) => n + m, own.others);
      return sum === 0 ? 0 : (100 * count(own)) / sum;
    };
    const kinds = [...labels]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([label]) => [label, share(own => own.labels.find(([name]) => name === label)?.[1] ?? 0)] as const);
    const rest = others > 0 ? [[text('health.others'), share(own => own.others)] as const] : [];
    return { key: target, title, optionOf: bars([...kinds, ...rest], true) };
  });
  return [asked, ...targets];
}
