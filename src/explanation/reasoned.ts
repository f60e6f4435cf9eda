import { recordsToColumns } from '../data';
import { TensorwireError } from '../errors';
import type { Output, Predictor } from '../inference';
import { portsOf } from '../inference/ports';
import { fromColumns } from '../inference/source';
import type { Column } from '../spec';
import { Dataset } from '../values/dataset';
import type { Model } from '../values/model';
import { expectColumns, playersOf } from './players';
import { reasonsOf } from './reasons';
import { type ExplanationOptions, ExplanationThread } from './worker/client';

/** Rows of one job: a thread answers them in turn, and their contributions are held at once. */
const ROWS = 256;

/** The rows that a model compares with; throws where it keeps none. */
export function backgroundOf(model: Model) {
  const { background } = model.body;
  if (background) return background;
  throw new TensorwireError(
    model.model,
    'keeps no training rows, with which an explanation compares. Train it again with "keepBackground" on, or export it with them',
    { argument: 'keepBackground' },
  );
}

/**
 * A predictor whose scores also have `reasons`, the largest contributions of columns to the answer, `{column, value,
 * contribution, text}`; `language`: of the texts, null for English. Throws where the model keeps no training rows, or
 * has no columns.
 */
export function withReasons(
  predictor: Predictor,
  most: number,
  language: string | null,
  options: ExplanationOptions = {},
): Predictor {
  const { model } = predictor;
  const background = backgroundOf(model);
  const { network, weights, onnx } = model.body;
  const pipeline = model.body.pipeline!;
  const { inputs } = portsOf(network, pipeline);
  const players = playersOf(pipeline, inputs);
  expectColumns(model.model, players);
  const thread = new ExplanationThread({ name: model.model, network, pipeline, weights, onnx }, background, options);
  const reasons = reasonsOf(players, background, language);

  async function explain(answers: readonly unknown[], columns: readonly Column[]): Promise<void> {
    for (let from = 0; from < answers.length; from += ROWS) {
      const rows = Int32Array.from({ length: Math.min(ROWS, answers.length - from) }, (_, i) => from + i);
      const encoded = fromColumns({ pipeline, inputs }, columns, rows).encode(0, rows.length);
      const found = await thread.attribute(rows.length, encoded, { method: 'auto' });
      for (const [t, target] of pipeline.targets.entries())
        for (let i = 0; i < rows.length; i++) {
          const answer = answers[from + i] as Record<string, unknown>;
          const own = pipeline.targets.length === 1 ? answer : (answer[target.name] as Record<string, unknown>);
          own.reasons = reasons(target, found[t]!, columns, i, most, from + i);
        }
    }
  }

  return {
    ...predictor,
    async predict(payload, output: Output = 'scores', warn, sure) {
      const answer = await predictor.predict(payload, output, warn, sure);
      if (output !== 'scores') return answer;
      const answers = Array.isArray(answer) ? answer : [answer];
      if (answers.length === 0) return answer;
      const columns = Dataset.is(payload) ? payload.body.columns : recordsToColumns(pipeline, payload).columns;
      await explain(answers, columns);
      return answer;
    },
    async dispose() {
      await thread.dispose();
      await predictor.dispose();
    },
  };
}
