import { inflateSync } from 'node:zlib';
import * as z from 'zod';
import { Problem } from '../../errors';

/** What a job says of its training, one line of its log for each event: python/tensorwire_ray/driver.py. */

/** JSON knows neither NaN nor infinity. */
const NAMED: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};
const number = z.union([z.number(), z.enum(['nan', 'inf', '-inf']).transform(name => NAMED[name]!)]);
/** bytes */
const MOST = 2 ** 24;

/** Many numbers are float64, deflated, in base64. */
const many = z.base64().transform(text => {
  const bytes = inflateSync(Buffer.from(text, 'base64'), { maxOutputLength: MOST });
  return Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
});
const tally = z.object({ rows: z.number(), sums: z.record(z.string(), z.union([z.array(number), many])) });
const count = z.number().int().min(0);

const event = z.discriminatedUnion('event', [
  z.object({ event: z.literal('started'), python: z.string(), ray: z.string(), onnxruntime: z.string() }),
  tally.extend({ event: z.literal('progress'), epoch: count, step: count }),
  tally.extend({ event: z.literal('epoch'), epoch: count, validation: tally.nullable() }),
  z.object({
    event: z.literal('not_finite'),
    loss: number,
    epoch: count,
    step: count.nullable(),
    rate: number,
  }),
  z.object({
    event: z.literal('failed'),
    reason: z.enum(['error', 'lost', 'memory']),
    message: z.string(),
  }),
  z.object({ event: z.literal('waiting'), workers: count }),
  z.object({ event: z.literal('lacking'), cpus: count, places: count, largest: count }),
  z.object({ event: z.literal('missing'), package: z.string(), python: z.string() }),
  z.object({ event: z.literal('part'), data: z.base64() }),
  z.object({ event: z.literal('result'), epoch: count, bytes: count, sha256: z.string() }),
]);
export type RayEvent = z.infer<typeof event>;
export type Tally = z.infer<typeof tally>;

const MARK = 'tensorwire: ';

/** The event of a line; null: it is none. Throws a Problem if it is one that this version does not know. */
export function eventOf(line: string): RayEvent | null {
  if (!line.startsWith(MARK)) return null;
  const found = event.safeParse(parsed(line.slice(MARK.length)));
  if (found.success) return found.data;
  throw new Problem(`the job says what this version does not understand: ${line.slice(0, 200)}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // not JSON: the schema refuses it
  }
}
