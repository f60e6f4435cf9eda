import * as z from 'zod';
import { FAULTS, MEASURES, type Pipeline } from '../spec';

/** What `calibration.json` says of normal readings. Numbers that would make scores or thresholds wrong are rejected here. */

const number = z.number();
const positive = number.positive();
const numbers = z.array(number);
const ascending = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || values[i - 1]! <= value);

const whitening = {
  mean: numbers,
  spread: z.array(positive),
  directions: numbers,
  variances: z.array(number.min(0)),
  rest: positive,
};

export const conformity = z
  .object({ rows: z.number().int().min(1), values: numbers.min(1).max(1000) })
  .refine(({ values }) => ascending(values), 'must be ascending');

const share = number.min(0).max(1);
const quality = z.object({ found: z.partialRecord(z.enum(FAULTS), share), mean: share, named: share });
const usual = z.object({ errors: z.array(positive), score: positive });
const each = <T extends z.ZodType>(of: T) => z.record(z.enum(MEASURES), of);

export const normal = z
  .object({
    rows: z.number().int().min(1),
    interval: positive.nullable(),
    at: z.array(z.number().int().min(0)).min(1).max(1000),
    values: z.array(number.min(0)),
    single: z.boolean().optional(),
    scores: conformity,
  })
  .refine(({ at, values }) => at.length === values.length && ascending(at), 'must have a place for each score');

export const anomaly = z
  .object({
    sensors: z.array(z.string()).min(1),
    components: z.object({ ...whitening, steps: z.number().int().min(1) }),
    residuals: z.object(whitening),
    usual: each(usual),
    measure: z.enum(MEASURES),
    quality: each(quality).optional(),
    bands: z.array(conformity),
    normal,
  })
  .refine(({ sensors, components, residuals, bands, usual: of }) => {
    const both = [components, residuals].flatMap(({ mean, spread }) => [mean, spread]);
    const lists = [bands, ...both, ...MEASURES.map(name => of[name].errors)];
    return lists.every(list => list.length === sensors.length);
  }, 'must have a number for each sensor')
  .refine(
    ({ sensors, components, residuals }) =>
      components.directions.length === components.variances.length * components.steps * sensors.length &&
      residuals.directions.length === residuals.variances.length * sensors.length,
    'must have whole components',
  );

/** Are its sensors the targets of the pipeline, and its windows long enough? */
export const suitsPipeline = ({ sensors, components }: z.infer<typeof anomaly>, pipeline: Pipeline | null): boolean =>
  pipeline?.series !== undefined &&
  components.steps <= pipeline.series.history &&
  String(sensors) === String(pipeline.targets.map(({ name }) => name));
