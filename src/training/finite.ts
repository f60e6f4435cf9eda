import { TensorwireError } from '../errors';
import type { HostTensor } from '../spec';

/** Throws if a loss is not finite, with the learning rate that was too large. */
export function checkFinite(loss: number, where: string, learningRate: number): void {
  if (Number.isFinite(loss)) return;
  const what = Number.isNaN(loss) ? 'NaN' : 'infinite';
  throw new TensorwireError(
    'train',
    `the loss became ${what} ${where}. Try a learning rate below ${learningRate}, or clip the gradients`,
    { learningRate },
  );
}

/**
 * The same for the steps of one call, [steps]; `before`: the epoch's steps before them. `rateAt`: the learning rate of
 * the call's first, second, … step.
 */
export function checkLosses(
  { data }: HostTensor,
  { epoch, before }: { readonly epoch: number; readonly before: number },
  rateAt: (step: number) => number,
): void {
  const at = data.findIndex(loss => !Number.isFinite(loss));
  if (at >= 0) checkFinite(data[at]!, `at epoch ${epoch}, step ${before + at + 1}`, rateAt(at + 1));
}
