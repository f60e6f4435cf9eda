import * as z from 'zod';
import { Problem } from '../errors';
import { parseJson } from '../parse-json';
import { elements } from '../shape';
import { BASELINES, type Calibration, type Pipeline, type TargetCalibration } from '../spec';
import { anomaly, normal, conformity as scores, suitsPipeline } from './anomaly';

/**
 * `calibration.json`: the calibration of a model. Numbers that would make its intervals or sets wrong are rejected
 * here.
 */

const number = z.number(); // finite: JSON has no others
const numbers = z.array(number);
const ascending = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || values[i - 1]! <= value);
const temperature = number.min(0.01).max(100);

const doubt = z
  .object({ bounds: numbers.min(1), scores: z.array(scores) })
  .refine(({ bounds, scores: of }) => ascending(bounds) && of.length === bounds.length + 1, 'must fit each other');

const targetCalibration = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('class'), temperature, scores, doubt: doubt.optional() }),
  z.object({ kind: z.literal('labels'), temperature, scores }),
  z.object({
    kind: z.literal('number'),
    scores,
    widths: z.array(number.positive()).min(1),
    spread: z
      .object({ bias: number, weights: numbers, least: number.min(-50), most: number.max(50) })
      .refine(({ least, most }) => least <= most, 'must be a range')
      .optional(),
  }),
]);

const novelty = z
  .object({
    mean: numbers.min(1),
    projection: numbers,
    centers: numbers.min(1),
    components: z.number().int().min(1),
    scores,
  })
  .refine(
    ({ mean, projection, centers, components }) =>
      projection.length === mean.length * components && centers.length % components === 0,
    'must fit each other',
  );

const bands = z.array(scores).min(1);
const error = number.min(0);
// A model keeps only the errors of the baselines that there were when it was trained.
const errors = z
  .object({ network: error, blend: error })
  .and(z.partialRecord(z.enum(['network', 'blend', ...BASELINES]), error));
const share = number.min(0).max(1);
const smoothing = z.object({
  ...{ log: z.boolean(), hasTrend: z.boolean(), isSeasonal: z.boolean() },
  ...{ alpha: share, beta: share, gamma: share, phi: share },
});
const first = z.object({ unit: number.positive(), scaled: z.boolean().optional(), normal });
const forecast = z
  .object({
    origins: z.number().int().min(1),
    season: z.number().int().min(1),
    ...{ smoothing, unit: number.positive() },
    errors,
    baseline: z.enum(BASELINES),
    share,
    better: z.boolean(),
    bands: z.object({ blend: bands, baseline: bands }),
    first: first.optional(),
    firstOfNetwork: first.optional(),
  })
  .refine(({ bands: { blend, baseline } }) => blend.length === baseline.length, 'must have a band for each step')
  .refine(({ errors: of, baseline }) => of[baseline] !== undefined, 'must have the error of its baseline');

const calibration = z
  .object({
    version: z.literal(1),
    rows: z.number().int().min(1),
    targets: z.record(z.string(), targetCalibration),
    novelty: novelty.optional(),
    forecasts: z.record(z.string(), forecast).optional(),
    anomaly: anomaly.optional(),
  })
  .refine(
    ({ targets, novelty: of }) =>
      Object.values(targets).every(
        target => target.kind !== 'number' || !target.spread || target.spread.weights.length === of?.components,
      ),
    'must have a weight for each component',
  );

/** Reads `calibration.json`, which must match the pipeline's targets; null for a model without the file. */
export function readCalibration(bytes: Uint8Array | undefined, pipeline: Pipeline | null): Calibration | null {
  if (bytes === undefined) return null;
  const damaged = (how: string): Problem =>
    new Problem(
      `calibration.json was damaged, or written by another version of this palette: ${how}. Save or import the model again`,
      { file: 'calibration.json' },
    );
  const parsed = calibration.safeParse(parseJson(bytes, 'calibration.json'));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw damaged(`${issue!.path.join('.')}: ${issue!.message}`);
  }
  for (const [name, of] of Object.entries(parsed.data.targets))
    if (!suits(of, name, pipeline)) throw damaged(`target ${JSON.stringify(name)} is not the one of the pipeline`);
  for (const [name, { bands: of }] of Object.entries(parsed.data.forecasts ?? {}))
    if (!isForecast(name, of.blend.length, pipeline))
      throw damaged(`the forecast of ${JSON.stringify(name)} does not suit the pipeline`);
  if (parsed.data.anomaly && !suitsPipeline(parsed.data.anomaly, pipeline))
    throw damaged('the readings that it calls normal do not suit the pipeline');
  return parsed.data;
}

const isForecast = (name: string, steps: number, pipeline: Pipeline | null): boolean =>
  pipeline?.series?.horizon === steps &&
  pipeline.targets.some(target => target.name === name && target.task === 'regression');

function suits(of: TargetCalibration, name: string, pipeline: Pipeline | null): boolean {
  const target = pipeline?.targets.find(known => known.name === name);
  if (target === undefined) return false;
  if (of.kind === 'number') return target.task === 'regression' && of.widths.length === elements(target.shape);
  return of.kind === (target.task === 'multi-label' ? 'labels' : 'class') && target.task !== 'regression';
}
