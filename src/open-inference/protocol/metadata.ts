import { z } from 'zod';

/** What a server and a model say of themselves. Unknown fields of other servers are left alone. */

export const serverMetadata = z.object({
  name: z.string(),
  version: z.string().default(''),
  extensions: z.array(z.string()).default([]),
});
export type ServerMetadata = z.infer<typeof serverMetadata>;

const tensorMetadata = z.object({
  name: z.string(),
  datatype: z.string(),
  /** −1: any size */
  shape: z.array(z.number().int()),
  parameters: z.record(z.string(), z.unknown()).optional(),
});
export type TensorMetadata = z.infer<typeof tensorMetadata>;

export const modelMetadata = z.object({
  name: z.string(),
  versions: z.array(z.string()).optional(),
  platform: z.string().default(''),
  inputs: z.array(tensorMetadata).default([]),
  outputs: z.array(tensorMetadata).default([]),
});
export type ModelMetadata = z.infer<typeof modelMetadata>;

/** The platform of models that take raw columns, and give labels and numbers in their own unit: those of this palette. */
export const PLATFORM = 'tensorwire';
