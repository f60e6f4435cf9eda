import { show, TensorwireError } from '../../errors';
import type { ReadLayer } from './parse';

/** Checks that the other arguments of a call change nothing. */
export function checkGiven(layer: ReadLayer, understood: readonly string[]): void {
  for (const { given } of layer.calls)
    for (const [key, value] of Object.entries(given))
      if (!understood.includes(key) && value !== null && value !== false)
        throw new TensorwireError(layer.name, `is called with ${key} ${show(value)}, which is not supported`, {
          argument: key,
          received: value,
        });
}
