import * as z from 'zod';
import type { Awaited } from './judge';
import type { KeptAlarm } from './state';
import type { LastStep } from './step';

/** What a watch keeps across a restart, as JSON. */

/** Of a series: its alarm, and what was forecast for its next reading. */
export interface KeptSeriesAlarm {
  alarm: KeptAlarm;
  awaited: Awaited | null;
  /** missing: there is none yet, the steps have no times, or an older version kept it */
  step?: LastStep;
}

const alarm = z.object({
  ...{ run: z.number(), since: z.number(), calm: z.number(), last: z.number(), level: z.number().positive() },
  alarm: z
    .object({ began: z.number(), peak: z.number(), readings: z.number(), shares: z.record(z.string(), z.number()) })
    .nullable(),
});
const awaited = z.record(
  z.string(),
  z.object({
    ...{ time: z.number().nullable(), expected: z.number(), low: z.number().nullable(), high: z.number().nullable() },
    unit: z.number().nullable(),
    byNetwork: z.boolean().optional(),
  }),
);
const forecast = awaited.nullable().catch(null);
const step = z.object({ time: z.number(), alarm, awaited: forecast });
const kept = z.object({
  version: z.literal(1),
  /** whose scores the levels were learned from */
  model: z.unknown(),
  /** first the one that had no reading for the longest time; a forecast that is no number costs its series one reading */
  series: z.array(z.tuple([z.string(), z.object({ alarm, awaited: forecast, step: step.optional() })])),
});

export interface KeptAlarms {
  readonly version: 1;
  readonly model?: unknown;
  readonly series: readonly [string, KeptSeriesAlarm][];
}

/** A copy of what was kept; null: it was damaged, or written by another version. */
export function keptAlarms(value: unknown): KeptAlarms | null {
  const { success, data } = kept.safeParse(value);
  return success ? data : null;
}
