import type { GraphNode } from '../../graph/types';
import { count, type Storage, type Value, whole } from './value';

/** What the plans of a graph and of the bodies in it have in common. */
export class Arena {
  readonly storages: Storage[] = [];
  readonly constants: { readonly node: GraphNode; readonly storage: Storage }[] = [];
  /** the gathers that may be told a wrong index, by their number */
  readonly indexed: GraphNode[] = [];
  private readonly known = new Map<GraphNode, Value>();

  constructor(
    readonly N: number,
    readonly counter: () => number,
  ) {}

  storage(shape: readonly number[], lasting: boolean): Storage {
    const storage = { bytes: count(shape) * 4, address: -1, lasting };
    this.storages.push(storage);
    return storage;
  }
  constant(node: GraphNode): Value {
    const found =
      this.known.get(node) ?? whole(this.storage(node.shape as number[], true), node.shape as number[], node.dtype);
    if (!this.known.has(node)) this.constants.push({ node, storage: found.storage });
    this.known.set(node, found);
    return found;
  }
}
