import * as z from 'zod';
import { AGGREGATES, CALENDAR, FILLINGS, type SeriesPipeline } from '../spec';
import { columnFormat } from './column-format';

/** The part of `pipeline.json` by which readings become windows. Sizes that no machine has are rejected here. */

const MOST_STEPS = 2 ** 20;
const steps = (least: number) => z.number().int().min(least).max(MOST_STEPS);
const size = z.number().positive().max(Number.MAX_SAFE_INTEGER);
const format = columnFormat.optional();

const clock = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('date'), format, local: z.literal(true).optional() }),
  z.looseObject({ kind: z.literal('decimal-year') }),
  z.looseObject({ kind: z.literal('number'), format }),
]);
const grid = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('readings') }),
  z.looseObject({ kind: z.literal('even'), size, origin: z.number(), phase: z.number() }),
  z.looseObject({ kind: z.literal('months'), size: z.number().int().min(1).max(12_000) }),
]);
const column = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('number'),
    name: z.string(),
    aggregate: z.enum(AGGREGATES),
    format,
    labels: z.tuple([z.string(), z.string()]).optional(),
  }),
  z.looseObject({ kind: z.literal('category'), name: z.string(), categories: z.array(z.string()), format }),
]);
/** A zone that this Node.js knows, or UTC. */
const zone = z.string().refine(name => {
  if (name === '') return true;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }) !== null;
  } catch {
    return false; // zod says what must hold
  }
}, 'must be a time zone');

export const series = z.looseObject({
  time: z.looseObject({ name: z.string(), clock }).nullable(),
  key: z.array(z.string()),
  keys: z.array(z.string()).optional(),
  grid,
  single: z.boolean(),
  zone,
  history: steps(1),
  horizon: steps(0),
  gap: steps(0),
  fill: steps(0),
  longest: size.optional(),
  filling: z.enum(FILLINGS),
  season: steps(1),
  columns: z.array(column),
  known: z.array(z.string()),
  calendar: z.array(z.enum(CALENDAR)),
  windows: z.looseObject({ history: z.string(), known: z.string().optional() }),
} satisfies Record<keyof SeriesPipeline, z.ZodType>);
