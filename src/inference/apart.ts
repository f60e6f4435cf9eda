import { TensorwireError } from '../errors';

/** Refuses a model whose rows have to do with each other: `mixes` says where they meet. */
export function expectRowsApart(mixes: string | null): void {
  if (mixes)
    throw new TensorwireError(
      'model.onnx',
      `${mixes}: an answer would depend on which messages arrive together. Save a model whose rows are independent of each other`,
    );
}
