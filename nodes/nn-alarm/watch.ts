import { isDeepStrictEqual } from 'node:util';
import {
  type AlarmOptions,
  type AlarmRules,
  awaitedAt,
  beginStep,
  blamed,
  type ChartPoint,
  chartPoints,
  endWords,
  type Judge,
  type Judged,
  judgeOf,
  type KeptAlarms,
  type KeptSeriesAlarm,
  leftWords,
  type Model,
  noAlarm,
  type OpenAlarm,
  Problem,
  type Span,
  startWords,
  takeStep,
  toBlame,
  type WindowTold,
} from '../../src';
import type { Say } from '../shared/language';

const DAY = 86_400_000;
const PER = { day: DAY, week: 7 * DAY, month: 30.436875 * DAY } as const;
/** Without one of its own, an alarm is over after so many normal readings. */
const HOLD = 5;

export interface Wishes {
  readonly rate: number;
  readonly per: keyof typeof PER;
  readonly atLeast: number;
  readonly hold: Span | null;
  readonly adapt: boolean;
  readonly maxKeys: number;
}

/** An alarm's start or end, as a message tells it. */
export interface AlarmEvent {
  readonly state: 'start' | 'end';
  readonly key: string;
  /** ISO 8601; a number where the times of training are numbers */
  readonly time: string | number;
  readonly began: string | number;
  /** in units of the threshold */
  readonly score: number;
  readonly sensors: readonly { readonly column: string; readonly share: number }[];
  readonly text: string;
}

/** A reading, as a message tells it. */
export interface ReadingTold {
  readonly key: string;
  readonly time: string | number;
  readonly score: number;
  readonly alarm: boolean;
  readonly sensors: Judged['sensors'];
}

export interface Outcome {
  readonly event: AlarmEvent | null;
  readonly points: readonly ChartPoint[];
  readonly reading: ReadingTold;
}

/** Watches the readings of all series with one model. */
export class Watch {
  readonly judge: Judge;
  private readonly all = new Map<string, KeptSeriesAlarm>();
  private readonly rules: AlarmRules;
  private readonly isDated: boolean;
  /** series that are in an alarm */
  readonly alarms = new Set<string>();

  constructor(
    readonly model: Model,
    private readonly wishes: Wishes,
    kept: KeptAlarms | null,
    private readonly say: Say,
    /** called with a series that made room for another one, and the end of its alarm; null: it was in none */
    private readonly dropped: (key: string, end: AlarmEvent | null) => void,
  ) {
    const { pipeline, calibration } = model.body;
    const { hold, atLeast, adapt } = wishes;
    const targets = pipeline?.targets.map(({ name }) => name) ?? [];
    this.judge = judgeOf(calibration, targets, interval => optionsOf(wishes, interval));
    this.isDated = pipeline?.series?.time?.clock.kind !== 'number';
    this.rules = {
      ...{ atLeast, adapt },
      hold:
        hold === null || hold.unit === 'steps'
          ? { readings: hold?.size ?? HOLD }
          : { milliseconds: hold.unit === 'months' ? hold.size * PER.month : hold.size },
    };
    const goesOn = adapt && isDeepStrictEqual(kept?.model, identityOf(model));
    for (const [key, one] of kept?.series ?? []) {
      if (!goesOn) for (const alarm of [one.alarm, one.step?.alarm]) if (alarm) alarm.level = 1; // it was learned from the scores of another model
      this.all.set(key, one);
      if (one.alarm.alarm) this.alarms.add(key);
    }
  }

  get count(): number {
    return this.all.size;
  }

  /** All that is kept of the series. */
  state(): KeptAlarms {
    return { version: 1, model: identityOf(this.model), series: [...this.all] };
  }

  /** null: nothing was said of this reading before it came. A second answer to a step counts instead of the first. `wantsPoints`: somebody draws them. */
  take(answer: unknown, told: WindowTold | null, key: string, wantsPoints: boolean): Outcome | null {
    const one = this.all.get(key) ?? { alarm: noAlarm(), awaited: null };
    const at = told === null ? null : told.time;
    const { judged, awaited } = this.judge.read(answer, told, awaitedAt(one, at));
    beginStep(one, at, awaited);
    this.all.delete(key);
    this.all.set(key, one);
    this.makeRoom();
    if (judged === null) return null;
    const change = takeStep(one, judged, this.judge.usual, this.rules);
    if (change?.state === 'start') this.alarms.add(key);
    if (change?.state === 'end') this.alarms.delete(key);
    const { time, sensors } = judged;
    const score = judged.score / one.alarm.level;
    return {
      event: change && this.eventOf(change, key, { ...judged, score }),
      points: wantsPoints ? chartPoints(time, sensors) : [],
      reading: { key, time: this.timeText(time), score, alarm: one.alarm.alarm !== null, sensors },
    };
  }

  private eventOf(
    { state, alarm }: NonNullable<ReturnType<typeof takeStep>>,
    key: string,
    { time, score, sensors }: Judged,
  ): AlarmEvent {
    if (state === 'end') return this.endOf(key, time, alarm, endWords);
    const found = toBlame(sensors);
    const times = { time: this.timeText(time), began: this.timeText(alarm.began) };
    return { state, key, ...times, score, sensors: found, text: this.textOf(startWords(score, found)) };
  }

  private endOf(key: string, time: number, alarm: OpenAlarm, wordsOf: typeof endWords): AlarmEvent {
    const found = toBlame(blamed(alarm));
    const times = { time: this.timeText(time), began: this.timeText(alarm.began) };
    const text = this.textOf(wordsOf(alarm, found));
    return { state: 'end', key, ...times, score: alarm.peak, sensors: found, text };
  }

  private textOf(sentences: readonly string[]): string {
    return sentences.map(this.say).join(' · ');
  }

  private timeText(time: number): string | number {
    return this.isDated && Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : time;
  }

  private makeRoom(): void {
    for (const [key, { alarm }] of this.all) {
      if (this.all.size <= this.wishes.maxKeys) return;
      this.all.delete(key);
      this.alarms.delete(key);
      this.dropped(key, alarm.alarm && this.endOf(key, alarm.last, alarm.alarm, leftWords));
    }
  }
}

function optionsOf(
  { rate, per, atLeast, hold }: Wishes,
  interval: number | null,
): AlarmOptions & { readonly interval: number } {
  if (interval === null)
    throw new Problem(
      `the model was trained on readings without times, so that there is no telling how many come in a ${per}: train it with a column of times`,
      { argument: 'rate' },
    );
  const span =
    hold === null ? HOLD : hold.unit === 'steps' ? hold.size : hold.size * (hold.unit === 'months' ? PER.month : 1);
  const readings = hold === null || hold.unit === 'steps' ? span : Math.max(1, Math.round(span / interval));
  return { rate: rate / PER[per], atLeast, hold: readings, interval };
}

const identityOf = ({ model, version, created }: Model): readonly unknown[] => [model, version, created];
