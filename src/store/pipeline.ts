import { z } from 'zod';
import type { Pipeline } from '../data/types';
import { TensorwireError } from '../errors';

const column = z.looseObject({
  name: z.string(),
  type: z.string(),
  transform: z.looseObject({ kind: z.string() }),
  shape: z.array(z.number().int().min(0)),
});
const pipeline = z
  .looseObject({
    version: z.literal(1),
    features: z.array(column),
    targets: z.array(z.looseObject({ ...column.shape, task: z.string() })),
  })
  .nullable();

/** `pipeline.json`; null for a model without one. */
export function readPipeline(bytes: Uint8Array, subject: string): Pipeline | null {
  let fields: unknown;
  try {
    fields = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new TensorwireError(subject, 'pipeline.json is damaged: it is not JSON', { file: 'pipeline.json' });
  }
  const parsed = pipeline.safeParse(fields);
  if (parsed.success) return parsed.data as Pipeline | null;
  const [issue] = parsed.error.issues;
  const problem = `pipeline.json was written by another version of this palette: ${issue!.path.join('.')}: ${issue!.message}`;
  throw new TensorwireError(subject, problem, { file: 'pipeline.json' });
}
