import type { ModelImportance } from '../spec/model-about';
import type { Explainer } from './explainer';
import { largestFirst, meanAndStd } from './importance';

/**
 * What decides in a model as a whole: of each target the mean size of each column's contribution to the answers to the
 * background rows, in the unit of the target or as a share of a probability; largest first. Throws where the model
 * keeps no background rows, or has no columns.
 * Source: the global importance of shap.plots.bar; Lundberg and Lee 2017.
 */
export async function overallImportance(explainer: Explainer): Promise<ModelImportance> {
  const { columns, rows: count } = explainer.background;
  const all = Int32Array.from({ length: count }, (_, row) => row);
  const { players, answers } = explainer;
  const sizes = answers.map(() => players.map(() => [] as number[]));
  for await (const { rows, found } of explainer.attribute(columns, all, 'auto'))
    for (const [t, { contributions }] of found.entries())
      for (const row of rows.keys())
        for (const p of players.keys()) sizes[t]![p]!.push(Math.abs(contributions[row * players.length + p]!));
  return {
    rows: count,
    targets: answers.map(({ target }, t) => ({
      target: target.name,
      share: target.task !== 'regression',
      columns: largestFirst(players.map(({ column }, p) => ({ column: column.name, ...meanAndStd(sizes[t]![p]!) }))),
    })),
  };
}
