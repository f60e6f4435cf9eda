import { TensorwireError } from '../errors';
import type { Background } from '../spec';
import type { Model } from '../values/model';

/** The background rows of a model; throws where it keeps none. */
export function backgroundOf(model: Model): Background {
  const { background } = model.body;
  if (background) return background;
  throw noBackground(model.model);
}

export const noBackground = (model: string): TensorwireError =>
  new TensorwireError(
    model,
    'keeps no training rows, with which an explanation compares. Train it again with "keepBackground" on, or export it with them',
    { argument: 'keepBackground' },
  );
