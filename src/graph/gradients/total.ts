import { add } from '../ops/binary';
import type { GraphNode } from '../types';

/** The sum of terms; null if there are none. */
export const total = (parts: readonly GraphNode[]): GraphNode | null =>
  parts.length === 0 ? null : parts.reduce((a, b) => add(a, b));
