import * as z from 'zod';

/** What was answered, counted by time. */

/** How many labels of a target are told apart; all others are counted together. */
const MOST_LABELS = 12;
const MOST_TARGETS = 10;
const count = z.number().min(0);

const targetTally = z.object({
  /** answers by label; a list, as a label may be named like a property of every object */
  labels: z.array(z.tuple([z.string(), count])),
  others: count,
  /** how many numbers there were; below, their sum */
  numbers: count,
  sum: z.number(),
});
export type TargetTally = z.infer<typeof targetTally>;

const tally = z.object({
  asked: count,
  /** answers of which the model said that it is sure, or that it is not */
  rated: count,
  unsure: count,
  /** answers of which the model said how unusual the record is */
  compared: count,
  unusual: count,
  targets: z.array(z.tuple([z.string(), targetTally])),
});
export type Tally = z.infer<typeof tally>;
const bucket = z.object({ from: z.number(), tally });
export type Bucket = z.infer<typeof bucket>;

export const emptyTally = (): Tally => ({ asked: 0, rated: 0, unsure: 0, compared: 0, unusual: 0, targets: [] });
export const emptyTarget = (): TargetTally => ({ labels: [], others: 0, numbers: 0, sum: 0 });

function found<T>(list: [string, T][], key: string, most: number, make: () => T): [string, T] | null {
  const known = list.find(([name]) => name === key);
  if (known) return known;
  if (list.length >= most) return null;
  const added: [string, T] = [key, make()];
  list.push(added);
  return added;
}

/** Adds the counts of `more` to `to`. */
export function addTally(to: Tally, more: Tally): void {
  for (const key of ['asked', 'rated', 'unsure', 'compared', 'unusual'] as const) to[key] += more[key];
  for (const [target, from] of more.targets) {
    const [, into] = found(to.targets, target, MOST_TARGETS, emptyTarget) ?? [];
    if (!into) continue;
    into.others += from.others;
    into.numbers += from.numbers;
    into.sum += from.sum;
    for (const [label, n] of from.labels) addLabel(into, label, n);
  }
}

export function addLabel(to: TargetTally, label: string, n = 1): void {
  const known = found(to.labels, label, MOST_LABELS, () => 0);
  if (known) known[1] += n;
  else to.others += n;
}

const MINUTE = 60_000;
/** The width in milliseconds and the number of buckets of each level: the last hour, two days, a year. */
export const LEVELS = { hour: [MINUTE, 60], days: [60 * MINUTE, 48], year: [24 * 60 * MINUTE, 366] } as const;
export type Level = keyof typeof LEVELS;
const names = Object.keys(LEVELS) as Level[];

export const timelineState = z.object({
  since: z.number().nullable(),
  all: tally,
  levels: z.object({ hour: z.array(bucket), days: z.array(bucket), year: z.array(bucket) }),
});

/** Counts of the last hour by minute, of two days by hour, of a year by day: never more, however long it counts. */
export class Timeline {
  private state: z.infer<typeof timelineState> = {
    ...{ since: null, all: emptyTally() },
    levels: { hour: [], days: [], year: [] },
  };

  add(now: number, more: Tally): void {
    this.state.since ??= now;
    addTally(this.state.all, more);
    for (const level of names) {
      const [width, most] = LEVELS[level];
      const buckets = this.state.levels[level];
      const from = Math.floor(now / width) * width;
      // If the clock is set back, counting goes on in the newest bucket.
      if (buckets.length === 0 || buckets.at(-1)!.from < from) buckets.push({ from, tally: emptyTally() });
      addTally(buckets.at(-1)!.tally, more);
      while (buckets.length > 0 && (buckets.length > most || buckets[0]!.from < from - width * most)) buckets.shift();
    }
  }

  /** When the first answer was counted, in milliseconds since 1970; null: none yet. */
  get since(): number | null {
    return this.state.since;
  }
  get all(): Tally {
    return this.state.all;
  }
  of(level: Level): readonly Bucket[] {
    return this.state.levels[level];
  }
  toState(): z.infer<typeof timelineState> {
    return this.state;
  }
  restore(state: z.infer<typeof timelineState>): void {
    this.state = state;
  }
}
