import { isNode } from '../op';
import { leaves } from '../ops/leaves';
import { topological } from '../traverse';
import type { GraphNode } from '../types';

/** One step of a scan: what it computes, and its inputs. */
interface Step {
  /** inputs: the state before the step */
  readonly carry: readonly GraphNode[];
  /** inputs: this step's element of each sequence */
  readonly elements: readonly GraphNode[];
  /** inputs: values from outside, the same in every step */
  readonly captures: readonly GraphNode[];
  /** the state after the step, as many as `carry` */
  readonly next: readonly GraphNode[];
  /** what may be stacked over the steps; an engine stacks only what is read */
  readonly results: readonly GraphNode[];
}

let nextId = 0;

/**
 * The body of a scan: a graph of its own, which uses nothing but its inputs. So the outer graph can be traversed and
 * rebuilt without looking inside, and several scans may share one body.
 */
export class Body implements Step {
  readonly carry: readonly GraphNode[];
  readonly elements: readonly GraphNode[];
  readonly captures: readonly GraphNode[];
  readonly next: readonly GraphNode[];
  readonly results: readonly GraphNode[];
  private key?: string;

  constructor(step: Step) {
    this.carry = step.carry;
    this.elements = step.elements;
    this.captures = step.captures;
    this.next = step.next;
    this.results = step.results;
  }

  /** The same body with other outputs, one for one. */
  with(outputs: readonly GraphNode[]): Body {
    const { carry, elements, captures, next } = this;
    const [after, results] = [outputs.slice(0, next.length), outputs.slice(next.length)];
    return new Body({ carry, elements, captures, next: after, results });
  }

  get outputs(): readonly GraphNode[] {
    return [...this.next, ...this.results];
  }

  /** Its key for hash consing: bodies of the same structure are equal. */
  toJSON(): string {
    this.key ??= this.write();
    return this.key;
  }

  private write(): string {
    const inputs = [...this.carry, ...this.elements, ...this.captures];
    const order = [...inputs, ...topological(this.outputs).filter(node => !inputs.includes(node))];
    const place = new Map(order.map((node, i) => [node, i]));
    const places = (nodes: readonly GraphNode[]) => nodes.map(node => place.get(node));
    const lines = order.map(({ op: { name: op }, inputs: of, attributes, shape, dtype }) => {
      const known = op === 'input' ? null : Object.entries(attributes).map(([name, value]) => [name, plain(value)]);
      return [op, places(of), known, shape, dtype];
    });
    const counts = [this.carry, this.elements, this.captures].map(list => list.length);
    return JSON.stringify([lines, counts, places(this.next), places(this.results)]);
  }
}

const LARGE = 64;

/** An attribute as text; a large array equals only itself. */
function plain(value: unknown): unknown {
  if (!ArrayBuffer.isView(value)) return value;
  const numbers = value as Float32Array;
  return numbers.length > LARGE ? `data ${nextId++}` : Array.from(numbers, v => (Object.is(v, -0) ? '-0' : String(v)));
}

/** The body of a node; null if it has none. */
export const bodyOf = (node: GraphNode): Body | null =>
  node.attributes.body instanceof Body ? node.attributes.body : null;

/** The indices of the results that are read, for each tuple node of a graph. */
export function readResults(order: readonly GraphNode[]): Map<GraphNode, number[]> {
  const read = new Map<GraphNode, Set<number>>();
  for (const node of order) {
    if (!isNode(node, leaves.pick)) continue;
    const [tuple] = node.inputs;
    const indices = read.get(tuple!) ?? new Set();
    read.set(tuple!, indices.add(node.attributes.index));
  }
  return new Map([...read].map(([tuple, indices]) => [tuple, [...indices].sort((a, b) => a - b)]));
}
