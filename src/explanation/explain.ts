import { TensorwireError } from '../errors';
import type { Column } from '../spec';
import type { Dataset } from '../values/dataset';
import type { AttributionMethod } from './attributor';
import { changes } from './changes';
import { type Curve, dependence, type Surface } from './dependence';
import type { Explainer } from './explainer';
import type { ExplainedRow, Explanation } from './explanation';
import { heatMaps } from './heat-maps/heat-maps';
import { largestFirst, meanAndStd, permutationImportance } from './importance';
import { reasonsOf } from './reasons';
import { type Asked, aboutOf, checkRequest, classesOf, type ExplanationRequest, isOfPlaces } from './request';

/** Explains rows of typed columns: one explanation for each, or one for all with `dependence`. */
export async function explainRows(
  explainer: Explainer,
  columns: readonly Column[],
  rows: Int32Array,
  request: ExplanationRequest,
): Promise<readonly Explanation[]> {
  const asked = checkRequest(explainer, columns, request);
  if (request.method === 'dependence') return [await curve(asked, rows)];
  if (request.method === 'counterfactual') return changes(asked, rows);
  if (isOfPlaces(request.method)) return heatMaps(asked, rows, request.method);
  if (request.method !== 'importance') return attributions(asked, rows, request.method);
  throw new TensorwireError(
    explainer.model.model,
    'permutation importance needs rows with known answers: send a Model with its dataset',
    { argument: 'method' },
  );
}

/** Explains a model as a whole, on rows of a dataset with known answers. */
export async function explainModel(
  explainer: Explainer,
  dataset: Dataset,
  rows: Int32Array,
  request: ExplanationRequest,
): Promise<Explanation> {
  const { columns } = dataset.body;
  const asked = checkRequest(explainer, columns, request);
  const { method } = request;
  const about = aboutOf(asked);
  if (method === 'dependence') return curve(asked, rows);
  if (method === 'counterfactual')
    throw new TensorwireError(explainer.model.model, 'a counterfactual is of a record: send records, not a Model', {
      argument: 'method',
    });
  if (isOfPlaces(method))
    throw new TensorwireError(explainer.model.model, `${method} is of a record: send records, not a Model`, {
      argument: 'method',
    });
  if (method === 'importance') {
    const found = await permutationImportance(explainer, dataset, rows, asked.t, { onProgress: request.onProgress });
    return { target: about.target, method, rows: Math.min(rows.length, 1000), ...found };
  }
  const names = explainer.players.map(({ column }) => column.name);
  const sizes: number[][] = names.map(() => []);
  const used = rows.length > MOST_ROWS ? rows.filter((_, i) => i % Math.ceil(rows.length / MOST_ROWS) === 0) : rows;
  for await (const { found } of explainer.attribute(columns, used, method, () => classesOf(asked))) {
    const { contributions } = found[asked.t]!;
    for (const [i, value] of contributions.entries()) sizes[i % names.length]!.push(Math.abs(value));
    request.onProgress?.(sizes[0]!.length, used.length);
  }
  const importance = largestFirst(names.map((column, i) => ({ column, ...meanAndStd(sizes[i]!) })));
  return { ...about, method, rows: used.length, importance };
}

/** At most this many rows are attributed for the importance of columns. */
const MOST_ROWS = 1000;

async function attributions(asked: Asked, rows: Int32Array, method: AttributionMethod): Promise<ExplainedRow[]> {
  const { explainer, columns, request, t } = asked;
  const { target } = explainer.answers[t]!;
  const reasons = reasonsOf(explainer.players, explainer.background, request.language);
  const explained: ExplainedRow[] = [];
  for await (const { rows: part, found } of explainer.attribute(columns, rows, method, () => classesOf(asked))) {
    const { value, base, chosen } = found[t]!;
    for (const [i, row] of part.entries()) {
      const all = reasons(target, found[t]!, columns, i, explainer.players.length, row);
      explained.push({
        ...{ target: target.name, ...(target.classes && { label: target.classes[chosen[i]!]! }) },
        ...{ value: value[i]!, base: base[i]! },
        contributions: all.map(({ text: _, ...rest }) => rest),
        text: all
          .slice(0, request.reasons)
          .map(({ text }) => text)
          .join(request.language === 'zh-CN' ? '；' : '; '),
      });
    }
    request.onProgress?.(explained.length, rows.length);
  }
  return explained;
}

/** If no class was chosen: the second of two, else the one that is likeliest on average. */
async function curve({ explainer, columns, request, t, chosen }: Asked, rows: Int32Array): Promise<Curve | Surface> {
  const { target } = explainer.answers[t]!;
  const likeliest = async (): Promise<number> => {
    if (target.task === 'regression') return 0;
    if (target.classes!.length === 2 && target.task !== 'multi-label') return 1;
    const counts = target.classes!.map(() => 0);
    for (const code of await explainer.choices(columns, rows, t)) counts[code]!++;
    return counts.indexOf(Math.max(...counts));
  };
  return dependence(explainer, columns, rows, request.columns, t, chosen ?? (await likeliest()));
}
