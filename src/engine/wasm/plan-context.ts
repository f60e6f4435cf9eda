import { known } from '../../graph';
import type { GraphNode } from '../../graph/types';
import type { DType } from '../../spec';
import { type Allocation, count, type View, whole } from './view';

/** What the plans of a graph and of its bodies share. */
export class PlanContext {
  readonly storages: Allocation[] = [];
  readonly constants: { readonly node: GraphNode; readonly storage: Allocation }[] = [];
  /** the gathers whose index may be out of range, by number */
  readonly indexed: GraphNode[] = [];
  /** number of globals that count the steps of scans */
  counters = 0;
  private readonly known = new Map<GraphNode, View>();

  /** N is the batch. */
  constructor(readonly N: number) {}

  counter(): number {
    return this.counters++;
  }
  /** Memory that belongs to a node permanently: inputs, state and results. */
  lasting(node: GraphNode): View {
    return this.view(known(node.shape, this.N), node.dtype, true);
  }
  /** Memory that is reused when nothing reads it any more. */
  temporary(shape: readonly number[], dtype: DType): View {
    return this.view(shape, dtype, false);
  }
  constant(node: GraphNode): View {
    const found = this.known.get(node) ?? this.lasting(node);
    if (!this.known.has(node)) this.constants.push({ node, storage: found.storage });
    this.known.set(node, found);
    return found;
  }

  private view(shape: readonly number[], dtype: DType, lasting: boolean): View {
    const storage = { bytes: count(shape) * 4, address: -1, lasting };
    this.storages.push(storage);
    return whole(storage, shape, dtype);
  }
}
