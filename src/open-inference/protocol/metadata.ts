import * as z from 'zod';

/** What a server and a model say about themselves. Unknown fields of other servers are ignored. */

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

/** The platform of this palette's models, which take raw columns and give labels, or numbers in their own unit. */
export const PLATFORM = 'tensorwire';
