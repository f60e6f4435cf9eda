/** The nodes and wires of the canvas, as the flow checker sees them. */

export interface WiredNode {
  readonly id: string;
  readonly type: string;
  /** its flow */
  readonly z?: unknown;
  /** disabled */
  readonly d?: unknown;
  readonly [property: string]: unknown;
}

export interface Wire {
  readonly source: WiredNode;
  readonly sourcePort: number;
  readonly target: WiredNode;
}

export class Wiring {
  constructor(
    readonly nodes: readonly WiredNode[],
    private readonly wires: readonly Wire[],
  ) {}

  into({ id }: WiredNode): readonly Wire[] {
    return this.wires.filter(({ target }) => target.id === id);
  }

  outOf({ id }: WiredNode, port?: number): readonly Wire[] {
    return this.wires.filter(({ source, sourcePort }) => source.id === id && (port ?? sourcePort) === sourcePort);
  }

  /** All wires from which messages may come to a node, the nearest first. */
  before(node: WiredNode): readonly Wire[] {
    return this.walk(
      node,
      at => this.into(at),
      ({ source }) => source,
    );
  }

  /** All nodes that messages of a node may reach. */
  after(node: WiredNode): readonly WiredNode[] {
    return this.walk(
      node,
      at => this.outOf(at),
      ({ target }) => target,
    ).map(({ target }) => target);
  }

  private walk(from: WiredNode, next: (node: WiredNode) => readonly Wire[], end: (wire: Wire) => WiredNode): Wire[] {
    const seen = new Set([from.id]);
    const found: Wire[] = [];
    const open = [from];
    for (let node = open.shift(); node !== undefined; node = open.shift())
      for (const wire of next(node)) {
        found.push(wire);
        const other = end(wire);
        if (!seen.has(other.id)) open.push(other);
        seen.add(other.id);
      }
    return found;
  }
}
