import type { SplitName } from '../data/types';
import type { Dataset } from '../values/dataset';
import type { Model } from '../values/model';
import type { Report } from '../values/report';
import type { OutputSource } from './types';

export type { OutputSource } from './types';

/** How good the model is on rows of the dataset (`payload`: all of them), with the trivial answer beside it. */
export async function evaluate(
  _model: Model,
  _dataset: Dataset,
  _split: SplitName | 'payload',
  _source: OutputSource,
): Promise<Report> {
  throw new Error('not written yet');
}
