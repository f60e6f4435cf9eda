import * as z from 'zod';
import { type ColumnFormat, DATE_FORMATS, DURATION_UNITS } from '../spec';

const texts = z.array(z.string());

/** How the texts of a column were read in training. */
export const columnFormat = z.looseObject({
  decimal: z.enum(['.', ',']).optional(),
  thousands: z.string().max(1).optional(),
  unit: z.string().max(64).optional(),
  magnitudes: z.literal(true).optional(),
  duration: z.enum(DURATION_UNITS).optional(),
  date: z.enum(DATE_FORMATS).optional(),
  missing: texts.optional(),
  labels: texts.optional(),
  bytes: z.literal('hex').optional(),
  lenient: z.literal(true).optional(),
  optional: z.literal(true).optional(),
} satisfies Record<keyof ColumnFormat, z.ZodType>);
