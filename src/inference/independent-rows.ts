import { TensorwireError } from '../errors';

/** Throws for a model whose rows influence each other; `mixes`: where. */
export function expectIndependentRows(mixes: string | null): void {
  if (mixes)
    throw new TensorwireError(
      'model.onnx',
      `${mixes}: an answer would depend on which messages arrive together. Save a model whose rows are independent of each other`,
    );
}
