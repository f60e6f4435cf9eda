import { type GraphNode, known, type NodeOf } from '../../graph';
import type { DType } from '../../spec';
import type { AttributesOf } from './op-kinds';
import { type Allocation, count, type View, whole } from './view';

export type ConstantNode = NodeOf<AttributesOf<'constant'>>;

/** What the plans of a graph and of its bodies share. */
export class PlanContext {
  readonly storages: Allocation[] = [];
  readonly constants: { readonly node: ConstantNode; readonly storage: Allocation }[] = [];
  /** the gathers whose index may be out of range, by number; with the rows that there are */
  readonly indexed: { readonly node: GraphNode; readonly rows: number }[] = [];
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
  constant(node: ConstantNode): View {
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
