import {
  add,
  cast,
  checkLimit,
  coefficient,
  constant,
  full,
  greater,
  matmul,
  mul,
  reshape,
  size,
  softmax,
  sub,
  where,
} from '../../../graph';
import type { Dim, GraphNode } from '../../../graph/types';
import type { CallContext, Mask } from '../../entry';
import { checkRank } from './axes';
import { whereThere } from './masking';
import { dropped, kept } from './noise';

/** From scores to weights, and from weights to weighted values. */

/** Restrictions of the attention. */
export interface Limits {
  readonly dropout: number;
  /** query t attends only to keys 0 to t */
  readonly useCausalMask: boolean;
  /** the number of queries, if they are repeated several times in a row (default: once) */
  readonly queries?: number;
  /** the masks of queries and keys, [N, T] and [N, S] */
  readonly there: { readonly query: Mask; readonly keys: Mask };
  /**
   * masked scores are replaced, as in keras.ops.dot_product_attention; otherwise lowered, as in keras.layers.Attention
   */
  readonly replaced: boolean;
}

/** The masks of query and key; a value's mask is also that of its key. */
export function masksOf({ masks }: CallContext): Limits['there'] {
  const [query = null, value = query, key = null] = masks;
  return { query, keys: value && key ? mul(value, key) : (value ?? key) };
}

/** The attention weights: softmax(scores) [B, T, S], in training with dropout. */
export function weighing(scores: GraphNode, limits: Limits, { training, random }: CallContext): GraphNode {
  const weights = softmax(limited(scores, limits));
  const { dropout } = limits;
  return training && dropout > 0 ? dropped(weights, kept(random, weights.shape, dropout), dropout) : weights;
}

/**
 * The attended values of each query: their mean, weighted by softmax(queryᵀ · key). Shapes: query [B, k, T], key [B, k,
 * S], value [B, v, S] → [B, v, T]. With the positions last, heads come out of [N, T, heads, k] by moving one axis,
 * which is fast, and their gradients are products without a transposed matrix of scores.
 */
export function lookedUp(
  [query, key, value]: readonly [GraphNode, GraphNode, GraphNode],
  limits: Limits,
  context: CallContext,
): GraphNode {
  const weights = weighing(matmul(query, key, { transposeA: true }), limits, context);
  return matmul(value, weights, { transposeB: true });
}

/** The values [N, S, b], weighted by softmax(scores) [N, T, S] → [N, T, b]; 0 for a query that its mask hides. */
export function attended(
  scores: GraphNode,
  value: GraphNode,
  { dropout, useCausalMask }: Pick<Limits, 'dropout' | 'useCausalMask'>,
  context: CallContext,
): GraphNode {
  const { query: there, keys } = masksOf(context);
  const limits = { dropout, useCausalMask, there: { query: null, keys }, replaced: false };
  const seen = matmul(weighing(scores, limits, context), value);
  return there ? whereThere(there, seen, 0) : seen;
}

/** query + key for each pair: [N, T, d], [N, S, d] → [N, T, S, d]. */
export function eachPair(query: GraphNode, key: GraphNode): GraphNode {
  for (const x of [query, key]) checkRank(x, ['N', 'steps', 'features']);
  const [batch, queries, features] = query.shape as [Dim, Dim, Dim];
  const [, keys, width] = key.shape as [Dim, Dim, Dim];
  return add(reshape(query, [batch, queries, 1, features]), reshape(key, [batch, 1, keys, width]));
}

/** So low that its exponential is 0, whatever is added. */
const NEVER = -1e9;

/**
 * The scores [B, T, S] (B is N or N·heads), with masked ones so low that softmax makes them 0. A query that may attend
 * to no key attends to all of them equally.
 */
function limited(scores: GraphNode, { useCausalMask, queries, there: { query, keys }, replaced }: Limits): GraphNode {
  const [all, rows, columns] = scores.shape as [Dim, number, number];
  const earlier = useCausalMask ? [sub(1, laterKeys(rows, columns, queries ?? rows))] : [];
  const batch = (query ?? keys)?.shape[0] ?? all;
  const seen = [
    ...(query ? [reshape(repeated(query, rows), [batch, 1, rows, 1])] : []),
    ...(keys ? [reshape(keys, [batch, 1, 1, columns])] : []),
    ...earlier,
  ];
  if (seen.length === 0) return scores;
  const visible = seen.reduce((a, b) => mul(a, b));
  const apart = reshape(scores, [batch, coefficient(all) / coefficient(batch), rows, columns]);
  // scores hidden by position alone have no gradient either way, and an addition is cheaper than a `where`
  const low =
    replaced && (query || keys) ? where(greater(visible, 0.5), apart, NEVER) : add(apart, mul(sub(1, visible), NEVER));
  return reshape(low, scores.shape);
}

/** 1 where a key comes after the query, else 0: [rows, columns]. Row i is query i mod `queries`. */
function laterKeys(rows: number, columns: number, queries: number): GraphNode {
  checkLimit('constants', Math.max(rows, columns), 'a row of scores');
  const row = Float32Array.from({ length: rows }, (_, i) => i % queries);
  const column = Float32Array.from({ length: columns }, (_, i) => i);
  return cast(greater(constant(column, [1, columns]), constant(row, [rows, 1])), 'float32');
}

/** A mask [N, T], repeated until it has as many rows as needed. */
function repeated(mask: GraphNode, rows: number): GraphNode {
  const [batch, places] = mask.shape as [Dim, number];
  if (places === rows) return mask;
  const ones = full(1, [batch, rows / places, places]);
  return reshape(mul(ones, reshape(mask, [batch, 1, places])), [batch, size([rows])]);
}
