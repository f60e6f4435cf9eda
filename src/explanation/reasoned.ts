import { recordsToColumns } from '../data';
import { isRecord } from '../data/error-text';
import { Problem } from '../errors';
import type { Output, Predictor } from '../inference';
import { InFlight } from '../inference/in-flight';
import type { Column, TargetPipeline } from '../spec';
import { Dataset } from '../values/dataset';
import { backgroundOf } from './background';
import { Explainer, ROWS } from './explainer';
import { reasonsOf } from './reasons';
import type { Classes } from './sample';
import type { ExplanationOptions } from './worker/client';

/**
 * A predictor whose scores also have `reasons`, the largest contributions of columns to the answer: `{column, value,
 * contribution, text}`. `language`: of the texts, null for English. Throws where the model keeps no training rows, or
 * has no columns.
 */
export function withReasons(
  predictor: Predictor,
  most: number,
  language: string | null,
  options: ExplanationOptions = {},
): Predictor {
  if (predictor.model.body.calibration?.anomaly)
    throw new Problem('reasons must be 0: an answer about normal readings has the share of each sensor already', {
      argument: 'reasons',
    });
  backgroundOf(predictor.model);
  const explainer = new Explainer(predictor.model, null, options);
  const { pipeline } = explainer;
  const reasons = reasonsOf(explainer.players, explainer.background, language);
  const underWay = new InFlight();

  const answerOf = (answer: unknown, { name }: TargetPipeline): Record<string, unknown> => {
    const all = answer as Record<string, unknown>;
    return pipeline.targets.length === 1 ? all : (all[name] as Record<string, unknown>);
  };

  async function explain(answers: readonly unknown[], columns: readonly Column[]): Promise<void> {
    // The class of the answer, which a threshold may have chosen.
    const given = (rows: Int32Array): Classes =>
      pipeline.targets.map(target => {
        if (target.task === 'regression' || target.task === 'multi-label') return null;
        return Array.from(rows, row => target.classes!.indexOf(String(answerOf(answers[row], target).label)));
      });
    const all = Int32Array.from({ length: answers.length }, (_, row) => row);
    for await (const { rows, found } of explainer.attribute(columns, all, 'auto', given))
      for (const [t, target] of pipeline.targets.entries())
        for (const [i, row] of rows.entries()) {
          answerOf(answers[row], target).reasons = reasons(target, found[t]!, columns, i, most, row);
        }
  }

  async function explainAll(answers: readonly unknown[], payload: unknown): Promise<void> {
    if (answers.length === 0) return;
    if (Dataset.is(payload)) return explain(answers, payload.body.columns);
    if (!isRecords(payload)) return explain(answers, recordsToColumns(pipeline, payload).columns);
    for (let from = 0; from < payload.length; from += ROWS) {
      const some = payload.slice(from, from + ROWS);
      await explain(answers.slice(from, from + ROWS), recordsToColumns(pipeline, some).columns);
    }
  }

  return {
    ...predictor,
    async predict(payload, output: Output = 'scores', warn, sure) {
      underWay.begin();
      try {
        const answer = await predictor.predict(payload, output, warn, sure);
        if (output === 'scores') await explainAll(Array.isArray(answer) ? answer : [answer], payload);
        return answer;
      } finally {
        underWay.end();
      }
    },
    async dispose() {
      try {
        await predictor.dispose(); // from now on it rejects requests
        await underWay.none();
      } finally {
        await explainer.dispose();
      }
    },
  };
}

/** A list can be read piece by piece. */
const isRecords = (payload: unknown): payload is readonly unknown[] => Array.isArray(payload) && isRecord(payload[0]);
