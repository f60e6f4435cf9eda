import type { DeadSensor } from '../../spec';
import { dateText } from '../cell/dates';
import { quoted } from '../error-text';
import type { Stepwise } from './channels';
import type { Layout } from './layout';

/** Columns of numbers that measure no more from a step on, or never anything else. */

/**
 * A value that stays is one that was seen so often, and longer than ever before by this factor, of a column that had changed so
 * often: a setpoint or a counter of rare events changes seldom, and stays for long.
 */
const [LEAST, LONGER, CHANGES] = [30, 5, 10];

/** What is seen of a column in one series. */
interface Look {
  readonly column: string;
  readonly series: number;
  /** its last step with a value of its own; −1: none */
  readonly last: number;
  readonly value: number;
  /** the first step of the value that stays to the end; −1: it has not stayed for long */
  readonly stays: number;
  readonly isConstant: boolean;
}

export class DeadSensors {
  private readonly looks: Look[] = [];
  /** the first step of each series, then the number of steps */
  private readonly begins: readonly number[];

  /** `seriesOf`: the number of a step's series; `fill`: holes of so many steps are filled. */
  constructor(
    private readonly layout: Layout,
    private readonly seriesOf: (step: number) => number,
    private readonly fill: number,
  ) {
    const begins: number[] = [];
    for (let step = 0; step < layout.rows; step++)
      if (step === 0 || seriesOf(step) !== seriesOf(step - 1)) begins.push(step);
    this.begins = [...begins, layout.rows];
  }

  add(column: string, steps: Stepwise): void {
    for (let i = 0; i + 1 < this.begins.length; i++) this.looks.push(this.look(column, i, steps));
  }

  private look(column: string, i: number, { values, own }: Stepwise): Look {
    const [begin, end] = [this.begins[i]!, this.begins[i + 1]!];
    let [last, value, run, first, longest, runs] = [-1, Number.NaN, 0, -1, 0, 0];
    for (let step = begin; step < end; step++) {
      if (own[step] === 0) continue;
      last = step;
      if (values[step] === value) run++;
      else {
        longest = Math.max(longest, run);
        [value, run, first] = [values[step]!, 1, step];
        runs++;
      }
    }
    const stays = runs > CHANGES && run >= LEAST && run > LONGER * longest ? first : -1;
    return { column, series: this.seriesOf(begin), last, value, stays, isConstant: runs === 1 };
  }

  /** `names`: of the series; `isDate`: are the times dates? Steps ahead of all measured values stop nobody. */
  found(names: readonly string[], isDate: boolean, targets: readonly string[]): DeadSensor[] {
    const timeText = (step: number): string => {
      const time = this.layout.times[step]!;
      return isDate ? dateText(time) : String(time);
    };
    const since = ({ series }: Look, step: number): string =>
      names.length > 1 ? `${names[series]}: ${timeText(step)}` : timeText(step);
    // There may be thousands of series: each look is taken once.
    const ends = new Map<number, number>();
    const byColumn = new Map<string, Look[]>();
    for (const look of this.looks) {
      ends.set(look.series, Math.max(ends.get(look.series) ?? -1, look.last));
      const own = byColumn.get(look.column) ?? [];
      byColumn.set(look.column, own);
      own.push(look);
    }
    return [...byColumn].flatMap(([column, own]): DeadSensor[] => {
      const values = new Set(own.filter(({ last }) => last >= 0).map(({ value }) => value));
      if (own.every(({ isConstant, last }) => isConstant || last < 0) && values.size === 1)
        return [{ kind: 'constant', column }];
      const stopped = own.filter(({ series, last }) => last >= 0 && ends.get(series)! - last > this.fill);
      const stuck = own.filter(({ stays }) => stays >= 0);
      const share = (looks: readonly Look[], from: (look: Look) => number) =>
        looks.reduce((sum, look) => sum + ends.get(look.series)! - from(look), 0) / this.layout.rows;
      return [
        ...stopped.slice(0, 1).map(
          (first): DeadSensor => ({
            ...{ kind: 'stopped', column, since: since(first, first.last) },
            ...(targets.includes(column) && { isTarget: true }),
            share: share(stopped, ({ last }) => last),
          }),
        ),
        ...stuck.slice(0, 1).map(
          (first): DeadSensor => ({
            ...{ kind: 'stuck', column, since: since(first, first.stays), value: first.value },
            ...(targets.includes(column) && { isTarget: true }),
            share: share(stuck, ({ stays }) => stays - 1),
          }),
        ),
      ];
    });
  }
}

const percentOf = (share: number): string => `${Math.max(0.1, Math.round(1000 * share) / 10)} %`;

/** The sentence of a finding. */
export function deadSensorText(sensor: DeadSensor): string {
  const start = `column ${quoted(sensor.column)}: `;
  switch (sensor.kind) {
    case 'constant':
      return `${start}has the same value at all steps: it carries no information`;
    case 'stopped':
      return sensor.isTarget
        ? `${start}has no value after ${sensor.since}, so that no window ends in ${percentOf(sensor.share)} of the steps`
        : `${start}has no value after ${sensor.since}, so that no window ends in ${percentOf(sensor.share)} of the steps; to use them, set its type to ignored`;
    case 'stuck':
      return `${start}has the same value, ${sensor.value}, from ${sensor.since} on, in ${percentOf(sensor.share)} of the steps: a dead sensor is learned as if it were normal`;
  }
}
