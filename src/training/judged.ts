import { openSession } from '../engine';
import type { EngineName } from '../engine/engine';
import { evaluate, worthOf } from '../evaluation';
import { outputsOf } from '../inference/outputs';
import type { Worth } from '../spec';
import type { Dataset } from '../values/dataset';
import { Model, type ModelBody } from '../values/model';

import type { TrainingPlan } from './plan';

/** Evaluates a trained model on the validation rows, with its final weights; null if there are none. */
export async function judged(
  body: ModelBody,
  dataset: Dataset,
  { model, resolveFrom }: Pick<TrainingPlan, 'model' | 'resolveFrom'>,
): Promise<Worth | null> {
  if (dataset.indices('validation').length === 0) return null;
  const program = await openSession(body.onnx, body.card.engine as EngineName, [...resolveFrom]);
  try {
    const answers = new Model(model, null, body);
    return worthOf((await evaluate(answers, dataset, 'validation', outputsOf(answers, program))).data);
  } finally {
    await program.dispose();
  }
}
