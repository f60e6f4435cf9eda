import * as z from 'zod';
import { Problem } from '../errors';
import { parseJson } from '../parse-json';
import { elements } from '../shape';
import type { ColumnType, Pipeline, Transform } from '../spec';
import { columnFormat as format } from './column-format';
import { task } from './network-schema';
import { series } from './series';

/** `pipeline.json`, which turns records into numbers. Numbers that would make every answer wrong are rejected here. */

const texts = z.array(z.string());
const number = z.number(); // finite: JSON has no others
const scale = number.positive();
const ascending = z
  .array(number)
  .min(1)
  .refine(all => all.every((value, i) => i === 0 || value > all[i - 1]!), 'must be ascending');
const categories = texts.refine(all => new Set(all).size === all.length, 'must be different from each other');

const scales = [
  z.looseObject({ kind: z.literal('standardize'), mean: number, std: scale }),
  z.looseObject({ kind: z.literal('robust'), median: number, iqr: scale }),
  z.looseObject({ kind: z.literal('minmax'), min: number, range: scale, mean: number }),
  z.looseObject({ kind: z.literal('identity'), mean: number.optional() }),
  z.looseObject({ kind: z.literal('log'), unit: scale, mean: number, std: scale }),
  z.looseObject({ kind: z.literal('quantile'), values: ascending, shares: ascending }),
] as const;

/** By kind. A new kind must be added here. */
const transforms = {
  standardize: scales[0],
  robust: scales[1],
  minmax: scales[2],
  identity: scales[3],
  log: scales[4],
  quantile: scales[5],
  positions: z.looseObject({
    kind: z.literal('positions'),
    scales: z.array(z.discriminatedUnion('kind', scales)).min(1),
  }),
  'one-hot': z.looseObject({ kind: z.literal('one-hot'), categories }),
  index: z.looseObject({ kind: z.literal('index'), categories }),
  boolean: z.looseObject({
    kind: z.literal('boolean'),
    missing: z.literal([0, 1]),
    labels: z.tuple([z.string(), z.string()]),
  }),
  calendar: z.looseObject({
    kind: z.literal('calendar'),
    mean: number,
    std: scale,
    parts: z.array(z.enum(['month', 'weekday', 'hour'])),
  }),
} satisfies Record<Transform['kind'], z.ZodType>;

const types = {
  number: true,
  integer: true,
  category: true,
  boolean: true,
  date: true,
  text: true,
  tensor: true,
  ignored: true,
} satisfies Record<ColumnType, true>;

const MOST = 2 ** 31;
const sizes = z
  .array(z.number().int().min(0))
  .refine(shape => elements(shape) <= MOST, `must be a shape of at most ${MOST} numbers`);

const column = z.looseObject({
  name: z.string(),
  type: z.enum(Object.keys(types) as [ColumnType, ...ColumnType[]]),
  transform: z.discriminatedUnion('kind', Object.values(transforms) as [(typeof scales)[0]]),
  shape: sizes,
  categories: categories.optional(),
  format: format.optional(),
});

const asWide = ({
  transform,
  shape,
}: {
  transform: { kind: string; categories?: unknown };
  shape: number[];
}): boolean =>
  transform.kind !== 'one-hot' || (shape.length === 1 && shape[0] === (transform.categories as string[]).length);
const feature = column.refine(asWide, 'must be as wide as it has categories');
const target = z
  .looseObject({ ...column.shape, task, classes: categories.optional() })
  .refine(
    ({ task: kind, classes, type }) => type === 'tensor' || kind === 'regression' || classes !== undefined,
    'must name its classes',
  );

const pipeline = z
  .looseObject({
    version: z.literal([1, 2]),
    features: z.array(feature),
    targets: z.array(target),
    series: series.optional(),
  })
  .nullable();

/** Transforms that 0.1.0 can read. */
const FIRST: readonly string[] = ['standardize', 'one-hot', 'index', 'boolean', 'calendar', 'identity'];

/** The pipeline as `pipeline.json`. If 0.1.0 would misread it, it has a version that 0.1.0 rejects with a message. */
export function pipelineJson(pipeline: Pipeline | null): string {
  const isFirst =
    pipeline === null || [...pipeline.features, ...pipeline.targets].every(p => FIRST.includes(p.transform.kind));
  return JSON.stringify(isFirst ? pipeline : { ...pipeline, version: 2 }, null, 2);
}

/** Reads `pipeline.json`; null for a model without one. */
export function readPipeline(bytes: Uint8Array): Pipeline | null {
  const parsed = pipeline.safeParse(parseJson(bytes, 'pipeline.json'));
  if (parsed.success) return parsed.data as Pipeline | null;
  const [issue] = parsed.error.issues;
  const problem = `pipeline.json was damaged, or written by another version of this palette: ${issue!.path.join('.')}: ${issue!.message}`;
  throw new Problem(problem, { file: 'pipeline.json' });
}
