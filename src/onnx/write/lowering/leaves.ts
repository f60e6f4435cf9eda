import { TensorwireError } from '../../../errors';
import type { leaves } from '../../../graph';
import type { OnnxLowerings } from './rule';

export const ofLeaves: OnnxLowerings<typeof leaves> = {
  /** Inputs of the file are bound to their names before anything is written. */
  input(_, { attributes: { name } }) {
    throw new TensorwireError('graph', `input "${name}" is used but not among the inputs`, { input: name });
  },
  constant: (emit, { attributes }) => emit.constant(attributes),
  sizeOf: (emit, { attributes }) => emit.sizeOf(attributes.dim),
  pick: (_, { attributes }, results) => results[attributes.index]!,
};
