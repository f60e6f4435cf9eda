import { wholeNames } from '../data';
import { columnFor } from '../data/pipeline/encode';
import { about, badArgument } from '../errors';
import type { Column } from '../spec';
import type { Explainer } from './explainer';

export const METHODS = [
  'auto',
  'shapley',
  'expected-gradients',
  'integrated-gradients',
  'importance',
  'dependence',
  'counterfactual',
  'grad-cam',
  'occlusion',
] as const;
export type Method = (typeof METHODS)[number];

export interface ExplanationRequest {
  readonly method: Method;
  /** a target of the model; '': the first */
  readonly target: string;
  /**
   * the class to explain; for a counterfactual the wanted class, or `> 30` or `< 20` for a number; '': chosen
   * automatically
   */
  readonly label: string;
  /** dependence: one or two columns; counterfactual: the columns that may change (none: all); occlusion: the picture */
  readonly columns: readonly string[];
  /** Grad-CAM: the label of a layer; '': the last convolution */
  readonly layer: string;
  /** occlusion: places on each side of a window; null: a seventh of the side */
  readonly patch: number | null;
  /** number of reasons in a row's text */
  readonly reasons: number;
  /** of the texts; null: English */
  readonly language: string | null;
  /** called after rows, or columns of a model, have been explained */
  readonly onProgress?: (done: number, all: number) => void;
}

/** Methods that explain by places of a picture or steps of a sequence, and not by columns. */
export const isOfPlaces = (method: Method): method is 'grad-cam' | 'occlusion' =>
  method === 'grad-cam' || method === 'occlusion';

/** A request that fits the model. */
export interface Asked {
  readonly explainer: Explainer;
  readonly columns: readonly Column[];
  readonly request: ExplanationRequest;
  readonly t: number;
  /** the index of the wanted class; null: each row's own */
  readonly chosen: number | null;
}

export function checkRequest(explainer: Explainer, columns: readonly Column[], request: ExplanationRequest): Asked {
  const { answers, players } = explainer;
  if (!isOfPlaces(request.method)) void explainer.background; // throws where there is nothing to compare with
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

/** The class to explain of each target; null: each row's own. */
export const classesOf = ({ explainer, t, chosen }: Asked): (number | null)[] =>
  explainer.answers.map((_, i) => (i === t ? chosen : null));

export function aboutOf({ explainer, t, chosen }: Asked): { readonly target: string; readonly label?: string } {
  const { target } = explainer.answers[t]!;
  return { target: target.name, ...(chosen !== null && { label: target.classes![chosen]! }) };
}
