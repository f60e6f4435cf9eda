import { wholeNames } from '../data';
import { columnFor } from '../data/pipeline/encode';
import { about, badArgument, TensorwireError } from '../errors';
import type { Column } from '../spec';
import type { Dataset } from '../values/dataset';
import type { AttributionMethod } from './attributor';
import { shortNumber } from './cells';
import { type Counterfactual, counterfactual, type Goal } from './counterfactual';
import { type Curve, dependence, type Surface } from './dependence';
import type { Explainer } from './explainer';
import { type ColumnImportance, largestFirst, meanAndStd, permutationImportance } from './importance';
import { type Reason, reasonsOf } from './reasons';
import { changeText } from './words';

export const METHODS = [
  'auto',
  'shapley',
  'expected-gradients',
  'integrated-gradients',
  'importance',
  'dependence',
  'counterfactual',
] as const;
export type Method = (typeof METHODS)[number];

export interface ExplanationRequest {
  readonly method: Method;
  /** a target of the model; '': the first */
  readonly target: string;
  /** the class to explain; of a counterfactual the class that is wanted, or for a number `> 30` or `< 20`; '': by itself */
  readonly label: string;
  /** dependence: one column or two; counterfactual: those that may change (none: all) */
  readonly columns: readonly string[];
  /** how many reasons a row's text has */
  readonly reasons: number;
  /** of the texts; null: English */
  readonly language: string | null;
}

/** Why the answer to a row is what it is. */
export interface ExplainedRow {
  readonly target: string;
  readonly label?: string;
  /** of the class its probability, of a number the number in its unit */
  readonly value: number;
  /** the mean answer of the rows that it is compared with */
  readonly base: number;
  /** the largest first; they add up to value − base */
  readonly contributions: readonly Omit<Reason, 'text'>[];
  readonly text: string;
}

export interface ExplainedChange {
  readonly target: string;
  readonly label?: string;
  readonly value: number;
  /** null: there is none */
  readonly counterfactual: (Counterfactual & { readonly label?: string }) | null;
  readonly text: string;
}

export interface Importance {
  readonly target: string;
  readonly label?: string;
  readonly method: Method;
  /** the metric that falls; none of attributions */
  readonly metric?: string;
  readonly rows: number;
  readonly importance: readonly ColumnImportance[];
}

export type Explanation = ExplainedRow | ExplainedChange | Importance | Curve | Surface;

interface Asked {
  readonly explainer: Explainer;
  readonly columns: readonly Column[];
  readonly request: ExplanationRequest;
  readonly t: number;
  /** the place of the wanted class; null: each row's own */
  readonly chosen: number | null;
}

/** Explanations of rows of typed columns, one for each; of `dependence` one for all. */
export async function explainRows(
  explainer: Explainer,
  columns: readonly Column[],
  rows: Int32Array,
  request: ExplanationRequest,
): Promise<readonly Explanation[]> {
  const asked = check(explainer, columns, request);
  if (request.method === 'dependence') return [await curve(asked, rows)];
  if (request.method === 'counterfactual') return changes(asked, rows);
  if (request.method !== 'importance') return attributions(asked, rows, request.method);
  throw new TensorwireError(
    explainer.model.model,
    'permutation importance needs rows with known answers: send a Model with its dataset',
    { argument: 'method' },
  );
}

/** What a model goes by as a whole, on rows of a dataset with known answers. */
export async function explainModel(
  explainer: Explainer,
  dataset: Dataset,
  rows: Int32Array,
  request: ExplanationRequest,
): Promise<Explanation> {
  const { columns } = dataset.body;
  const asked = check(explainer, columns, request);
  const { method } = request;
  const about = aboutOf(asked);
  if (method === 'dependence') return curve(asked, rows);
  if (method === 'counterfactual')
    throw new TensorwireError(explainer.model.model, 'a counterfactual is of a record: send records, not a Model', {
      argument: 'method',
    });
  if (method === 'importance') {
    const found = await permutationImportance(explainer, dataset, rows, asked.t);
    return { target: about.target, method, rows: Math.min(rows.length, 1000), ...found };
  }
  const names = explainer.players.map(({ column }) => column.name);
  const sizes: number[][] = names.map(() => []);
  const used = rows.length > MOST_ROWS ? rows.filter((_, i) => i % Math.ceil(rows.length / MOST_ROWS) === 0) : rows;
  for await (const { found } of explainer.attribute(columns, used, method, () => classesOf(asked))) {
    const { contributions } = found[asked.t]!;
    for (const [i, value] of contributions.entries()) sizes[i % names.length]!.push(Math.abs(value));
  }
  const importance = largestFirst(names.map((column, i) => ({ column, ...meanAndStd(sizes[i]!) })));
  return { ...about, method, rows: used.length, importance };
}

/** Rows whose contributions say what a model goes by. */
const MOST_ROWS = 1000;

function check(explainer: Explainer, columns: readonly Column[], request: ExplanationRequest): Asked {
  const { answers, players } = explainer;
  about('data', () => players.forEach(({ column }) => void columnFor(column, columns)));
  const names = answers.map(({ target }) => target.name);
  const t = request.target === '' ? 0 : names.indexOf(request.target);
  if (t < 0) throw badArgument('target', `one of ${names.join(', ')}`, request.target);
  const known = players.map(({ column }) => column.name);
  const wanted = wholeNames(request.columns, known);
  const other = wanted.find(name => !known.includes(name));
  if (other !== undefined) throw badArgument('columns', `columns of the model (${known.join(', ')})`, other);
  if (request.method === 'dependence' && (wanted.length < 1 || wanted.length > 2))
    throw badArgument('columns', 'one column or two, over which the curve is drawn', wanted.join(', '));
  const { classes } = answers[t]!.target;
  const own = request.method === 'counterfactual' && !classes ? '' : request.label;
  const chosen = own === '' ? null : (classes ?? []).indexOf(own);
  if (chosen === -1)
    throw badArgument('label', classes ? `one of ${classes.join(', ')}` : 'empty: the answer is a number', own);
  return { explainer, columns, request: { ...request, columns: wanted }, t, chosen };
}

const classesOf = ({ explainer, t, chosen }: Asked): (number | null)[] =>
  explainer.answers.map((_, i) => (i === t ? chosen : null));

function aboutOf({ explainer, t, chosen }: Asked): { readonly target: string; readonly label?: string } {
  const { target } = explainer.answers[t]!;
  return { target: target.name, ...(chosen !== null && { label: target.classes![chosen]! }) };
}

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
  }
  return explained;
}

/** Of a class that nobody chose: the second of two, of more the one that is likeliest on the whole. */
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

async function changes(asked: Asked, rows: Int32Array): Promise<ExplainedChange[]> {
  const { explainer, columns, request, t } = asked;
  const { classes, name } = explainer.answers[t]!.target;
  const allowed = request.columns.length > 0 ? request.columns : explainer.players.map(({ column }) => column.name);
  const explained: ExplainedChange[] = [];
  for (const row of rows) {
    const one = Int32Array.of(row);
    const [now] = await explainer.choices(columns, one, t);
    const goal = goalOf(asked, now!);
    const [value] = await explainer.values(columns, one, t, classes ? now! : 0);
    const met = classes ? asked.chosen === now : goal.isMet(value!, 0);
    const found = met ? null : await counterfactual(explainer, columns, row, allowed, t, goal);
    const code = found?.code ?? now!;
    explained.push({
      target: name,
      ...(classes && { label: classes[now!]! }),
      value: value!,
      counterfactual: found && { ...found.change, ...(classes && { label: classes[code]! }) },
      text: changeText(
        {
          changes: found?.change.changes ?? null,
          before: classes ? classes[now!]! : shortNumber(value!, 4),
          after: !found || met ? null : classes ? classes[code]! : shortNumber(found.change.answer, 4),
          met,
        },
        request.language,
      ),
    });
  }
  return explained;
}

/** What is wanted: a class, any class but the row's own, or a number beyond a bound. */
function goalOf({ explainer, request, t, chosen }: Asked, now: number): Goal {
  const { target } = explainer.answers[t]!;
  if (target.classes) {
    const wanted = chosen ?? now;
    return chosen === null
      ? { chosen: wanted, isMet: (_, code) => code !== now, nearness: answer => -answer }
      : { chosen: wanted, isMet: (_, code) => code === chosen, nearness: answer => answer };
  }
  const [, sign, bound] = /^\s*([<>])=?\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*$/i.exec(request.label) ?? [];
  if (sign === undefined)
    throw badArgument('label', `what "${target.name}" is to become, such as "> 30" or "< 20"`, request.label);
  const beyond = sign === '>' ? 1 : -1;
  return {
    chosen: 0,
    isMet: answer => beyond * (answer - Number(bound)) >= 0,
    nearness: answer => beyond * answer,
  };
}
