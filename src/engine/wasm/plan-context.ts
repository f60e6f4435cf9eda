import type { GraphNode } from '../../graph/types';
import { type Allocation, count, type View, whole } from './view';

/** What the plans of a graph and of the bodies in it have in common. */
export class PlanContext {
  readonly storages: Allocation[] = [];
  readonly constants: { readonly node: GraphNode; readonly storage: Allocation }[] = [];
  /** the gathers that may be told a wrong index, by their number */
  readonly indexed: GraphNode[] = [];
  private readonly known = new Map<GraphNode, View>();

  constructor(
    readonly N: number,
    readonly counter: () => number,
  ) {}

  storage(shape: readonly number[], lasting: boolean): Allocation {
    const storage = { bytes: count(shape) * 4, address: -1, lasting };
    this.storages.push(storage);
    return storage;
  }
  constant(node: GraphNode): View {
    const found =
      this.known.get(node) ?? whole(this.storage(node.shape as number[], true), node.shape as number[], node.dtype);
    if (!this.known.has(node)) this.constants.push({ node, storage: found.storage });
    this.known.set(node, found);
    return found;
  }
}
