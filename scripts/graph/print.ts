import { createHash } from 'node:crypto';
import { bodyOf, type GraphNode, inputName, topological } from '../../src/graph';

/**
 * A graph as text, one node per line: its name in this printout, its op with inputs and attributes, its shape, and its
 * scope.
 *
 *     + %6   add(%5, bias)      [N, 3]     dense
 *
 * A `+` marks nodes that an earlier printout did not have. Inputs are shown by name, and scalars where they are used.
 * The body of a scan is printed below it.
 */
export class Printer {
  private readonly keys = new Map<GraphNode, string>();
  private seen: Set<string> | null = null;
  private names: ReadonlyMap<GraphNode, string> = new Map();

  /** The nodes that the results need, with marks for those that the previous printout did not have. */
  print(results: Readonly<Record<string, GraphNode>>): string {
    const nodes = topological(Object.values(results));
    const names = new Map<GraphNode, string>();
    const lines = this.lines(nodes, names, '');
    this.names = names;
    const ends = Object.entries(results).map(([name, node]) => [`  ${name} = ${names.get(node)}`]);
    this.seen = new Set(nodes.map(node => this.key(node)));
    return aligned([...lines, ...ends]);
  }

  /** The name of a node in the last printout. */
  nameOf(node: GraphNode): string {
    return this.names.get(node) ?? '?';
  }

  private lines(nodes: readonly GraphNode[], names: Map<GraphNode, string>, indent: string): string[][] {
    return nodes.flatMap(node => {
      if (isNumber(node)) {
        names.set(node, String(Number((node.attributes.data as Float32Array)[0]!.toPrecision(6))));
        return [];
      }
      const name = node.op.name === 'input' ? inputName(node) : `%${names.size + 1}`;
      names.set(node, name);
      const mark = this.seen && !this.seen.has(this.key(node)) ? '+ ' : '  ';
      const inputs = node.inputs.length > 0 ? `(${node.inputs.map(i => names.get(i)).join(', ')})` : '';
      const call = `${node.op.name}${inputs}${attributesOf(node)}`;
      const dtype = node.dtype === 'float32' ? '' : `${node.dtype} `;
      const line = [`${mark}${indent}${name}`, call, `${dtype}[${node.shape.join(', ')}]`, node.scope];
      const body = bodyOf(node);
      if (!body) return [line];
      const inside = this.lines(topological(body.outputs), names, `${indent}│ `);
      const handedOn = body.next.map((next, i) => [
        `  ${indent}│ next ${names.get(body.carry[i]!)} = ${names.get(next)}`,
      ]);
      return [line, ...inside, ...handedOn];
    });
  }

  /** Equal for nodes that compute the same from the same inputs. */
  private key(node: GraphNode): string {
    for (const each of topological([node], new Set(this.keys.keys()))) {
      if (this.keys.has(each)) continue;
      const { body, ...attributes } = each.attributes;
      const parts = [
        each.op.name,
        each.shape,
        each.inputs.map(i => this.keys.get(i)),
        Object.entries(attributes).map(plain),
      ];
      const inside = bodyOf(each)?.outputs.map(output => this.key(output));
      this.keys.set(
        each,
        createHash('sha1')
          .update(JSON.stringify([parts, inside]))
          .digest('hex'),
      );
    }
    return this.keys.get(node)!;
  }
}

/** How many nodes there are of each op, the most frequent first: `12 nodes: 4 add, 3 mul, …`. */
export function countOps(results: Readonly<Record<string, GraphNode>>): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (nodes: readonly GraphNode[]): void => {
    for (const node of nodes) {
      if (node.op.name === 'input' || isNumber(node)) continue;
      counts.set(node.op.name, (counts.get(node.op.name) ?? 0) + 1);
      const body = bodyOf(node);
      if (body) count(topological(body.outputs));
    }
  };
  count(topological(Object.values(results)));
  return counts;
}

const isNumber = ({ op, shape }: GraphNode): boolean => op.name === 'constant' && shape.length === 0;

const plain = ([name, value]: readonly [string, unknown]) =>
  ArrayBuffer.isView(value)
    ? [
        name,
        createHash('sha1')
          .update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
          .digest('hex'),
      ]
    : [name, value];

const HIDDEN = new Set(['shape', 'dtype', 'body']);
/** Attributes with these values are not printed. */
const USUAL: Readonly<Record<string, number>> = { groups: 1, strides: 1, dilations: 1, pads: 0 };

/** The attributes that a reader needs: ` {axes 1, keepDims}`. */
function attributesOf({ op, attributes }: GraphNode): string {
  if (op.name === 'input' || op.name === 'constant') return '';
  const said = Object.entries(attributes).flatMap(([name, value]) => {
    const usual = name in USUAL && [value].flat(2).every(v => v === USUAL[name]);
    if (HIDDEN.has(name) || usual || value === false || value === undefined) return [];
    return [value === true ? name : `${name} ${JSON.stringify(value).replaceAll('"', '')}`];
  });
  return said.length > 0 ? ` {${said.join(', ')}}` : '';
}

const WIDEST = 60;

/** Columns of equal width; a very wide cell shifts only its own line. */
function aligned(lines: readonly (readonly string[])[]): string {
  const widths = lines.reduce<number[]>((all, line) => {
    if (line.length > 1)
      for (const [i, cell] of line.entries()) all[i] = Math.min(WIDEST, Math.max(all[i] ?? 0, cell.length));
    return all;
  }, []);
  return lines
    .map(line =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
