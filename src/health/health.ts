import * as z from 'zod';
import { recordsToColumns } from '../data';
import { isRecord } from '../data/error-text';
import type { Model } from '../values/model';
import { type TrainingColumn, trainingColumns } from './columns';
import { type Drift, driftOf, LEAST_RECORDS, STABLE } from './drift';
import { RECENT, Recent, recentState } from './recent';
import { tallyOf } from './tally';
import { Timeline, timelineState } from './timeline';

/** Milliseconds between two comparisons: one of hundreds of columns takes too long for each message. */
export const PAUSE = 5000;

export const healthState = z.object({
  version: z.literal(1),
  timeline: timelineState,
  /** the model of the last records */
  model: z.string().nullable(),
  recent: recentState.nullable(),
  /** columns that have drifted, and since when, in milliseconds since 1970 */
  drifted: z.array(z.tuple([z.string(), z.number()])),
});
export type HealthState = z.infer<typeof healthState>;

/** A model in use: how often it answered, what, and how the records differ from its training rows. */
export class Health {
  readonly timeline = new Timeline();
  private model: Model | null = null;
  private columns: readonly TrainingColumn[] = [];
  private recent = new Recent([]);
  private since = new Map<string, number>();
  /** `at`: by the monotonic clock */
  private compared: { readonly at: number; readonly drifts: readonly Drift[] } | null = null;
  private left: HealthState | null = null;

  /** Sets the model. With another one, the comparison begins anew; what was counted stays. */
  of(model: Model): void {
    if (this.model && keyOf(this.model) === keyOf(model)) return; // a model that is loaded again has another id
    this.model = model;
    this.columns = trainingColumns(model);
    this.recent = new Recent(this.columns);
    this.compared = null;
    const { left } = this;
    this.left = null;
    if (left?.recent && left.model === keyOf(model)) {
      this.recent.restore(left.recent);
      this.since = new Map(left.drifted);
    } else this.since = new Map();
  }

  /** Counts an answer, or a list of them; false: it is not an answer. */
  async answered(found: unknown, now: number): Promise<boolean> {
    const tally = await tallyOf(found, this.model?.targets[0] ?? '');
    if (tally) this.timeline.add(now, tally);
    return tally !== null;
  }

  /** Keeps the records for the comparison. Throws if they cannot be read. */
  asked(records: unknown): void {
    const pipeline = this.model?.body.pipeline;
    if (!pipeline || this.columns.length === 0) return;
    // Of a long list, the last ones are all that is compared.
    const isLong = Array.isArray(records) && records.length > RECENT && isRecord(records[0]);
    const { columns, rows } = recordsToColumns(pipeline, isLong ? records.slice(-RECENT) : records);
    this.recent.add(columns, rows);
  }

  /** How many records are compared: the last ones. */
  get records(): number {
    return this.recent.records;
  }
  /** How many columns can be compared: none if the model keeps no training rows. */
  get comparable(): number {
    return this.columns.length;
  }

  /**
   * The columns, the most drifted first; [] until there are enough records. Compared anew every few seconds at most.
   */
  drifts(): readonly Drift[] {
    if (this.recent.records < LEAST_RECORDS) return [];
    const now = performance.now();
    if (this.compared && now - this.compared.at < PAUSE) return this.compared.drifts;
    this.compared = {
      at: now,
      drifts: this.columns
        .map((column, c) => driftOf(column, this.recent.of(c), this.columns.length))
        .sort((a, b) => Number(b.drifted) - Number(a.drifted) || b.psi - a.psi),
    };
    return this.compared.drifts;
  }

  /** The columns that have drifted since this was last asked; one that hovers around the bound counts once. */
  newlyDrifted(now: number): readonly Drift[] {
    const drifts = this.drifts();
    const fresh = drifts.filter(({ column, drifted }) => drifted && !this.since.has(column));
    const kept = drifts.filter(({ column, drifted, psi }) => drifted || (psi >= STABLE && this.since.has(column)));
    this.since = new Map(kept.map(({ column }) => [column, this.since.get(column) ?? now]));
    return fresh;
  }
  /** Since when a column has drifted, in milliseconds since 1970; null: it has not. */
  driftedSince(column: string): number | null {
    return this.since.get(column) ?? null;
  }

  state(): HealthState {
    const { model, left } = this;
    if (!model && left) return { ...left, timeline: this.timeline.toState() };
    return {
      ...{ version: 1, timeline: this.timeline.toState() },
      ...{ model: model && keyOf(model), recent: this.recent.state(), drifted: [...this.since] },
    };
  }
  restore(state: HealthState): void {
    this.timeline.restore(state.timeline);
    this.left = state;
  }
}

/** The same model before and after a restart. */
const keyOf = ({ model, created }: Model): string => JSON.stringify([model, created]);
