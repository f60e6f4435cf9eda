import { Problem } from '../../errors';
import { scoped, several } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { DataType, type Message } from '../schema';
import { elementwise } from './elementwise';
import { folds } from './fold';
import { indexing } from './indexing';
import { OnnxNode, type Row, type Rows, type Surroundings } from './node';
import { products } from './products';
import { reductions } from './reductions';
import { scans } from './scan';
import { shapes } from './shape';
import { readTensor } from './tensor';
import { checked, type Typed } from './types';
import { isKnown, refused, type Value, type Weights } from './value';

/** ONNX's ops, each as a composition of ours. */
export const rows: Rows = {
  ...elementwise,
  ...shapes,
  ...products,
  ...reductions,
  ...indexing,
  ...scans,
};

/** Reads the nodes of one graph, from the first to the last; a body can use the values of the outer graph. */
export class GraphReader {
  private readonly values = new Map<string, Typed>();

  constructor(
    private readonly message: Message<'Graph'>,
    private readonly opsets: ReadonlyMap<string, number>,
    private readonly weights: Weights,
    private readonly outer?: GraphReader,
  ) {
    // the initializers of a body are its constants
    for (const tensor of message.initializer ?? [])
      this.bind(tensor.name ?? '', readTensor(tensor, outer ? undefined : tensor.name), tensor.dataType ?? 0);
  }

  bind(name: string, value: Value, type: number): void {
    if (name === '__proto__') throw refused('a value cannot be named "__proto__"');
    if (this.values.has(name)) throw refused(`there are two values "${name}"`, { value: name });
    this.values.set(name, { value, type });
  }
  /** Does the file itself give this value, so that it is not fed? */
  tells(name: string): boolean {
    return this.values.has(name);
  }

  /** Reads all nodes and returns the values of the graph's outputs. */
  read(): readonly [name: string, node: GraphNode][] {
    for (const node of this.message.node ?? []) this.readNode(node);
    return (this.message.output ?? []).map(({ name = '' }) => [name, this.weights.node(this.value(name).value)]);
  }

  private value(name: string): Typed {
    const found = this.values.get(name) ?? this.outer?.value(name);
    if (!found) throw refused(`there is no value "${name}"`, { value: name });
    return found;
  }

  private readNode(message: Message<'Node'>): void {
    const { name: given = '', opType = '', domain = '', output = [] } = message;
    const name = given || output[0] || '';
    const read = () => this.compute(message);
    try {
      const found = this.outer ? read() : scoped(scopeOf(name, opType), read);
      for (const [i, result] of output.entries())
        if (result && found[i]) this.bind(result, found[i].value, found[i].type);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const problem = error.problem.startsWith('op ') ? error.problem : `${opType}: ${error.problem}`;
      throw refused(`node "${name}": ${problem}`, { ...error.details, node: name, op: opType, domain });
    }
  }

  private compute(message: Message<'Node'>): readonly Typed[] {
    const { opType = '', domain = '', input = [] } = message;
    const standard = domain === '' || domain === 'ai.onnx';
    const opset = this.opsets.get(standard ? '' : domain) ?? 0;
    const row: Row | undefined = standard && Object.hasOwn(rows, opType) ? rows[opType] : undefined;
    const fold = standard && Object.hasOwn(folds, opType) ? folds[opType] : undefined;
    if (!row && !fold) throw refused(`op ${standard ? '' : `${domain}.`}${opType} of opset ${opset} is not known`);
    const given = input.map(value => (value ? this.value(value) : null));
    const types = given.map(v => v?.type ?? DataType.float32);
    const values = given.map(v => v?.value ?? null);
    const node = new OnnxNode(message, values, types, this.around(opset));
    const known = node.inputs.filter(isKnown);
    const folded = known.length > 0 && known.length === node.inputs.length ? fold?.(node, several(known)) : null;
    if (!folded && !row) throw refused(`${opType} is supported for shapes only`);
    const found = folded ? this.weights.fold(folded) : row!(node);
    return (Array.isArray(found) ? (found as readonly Value[]) : [found as Value]).map(value => checked(node, value));
  }

  private around(opset: number): Surroundings {
    return {
      opset,
      weights: this.weights,
      body: (graph, inputs, types) => {
        const body = new GraphReader(graph, this.opsets, this.weights, this);
        const names = (graph.input ?? []).map(i => i.name ?? '');
        if (names.length !== inputs.length)
          throw refused(`its body takes ${names.length} inputs, not ${inputs.length}`);
        for (const [i, input] of inputs.entries()) body.bind(names[i]!, input, types[i]!);
        return body.read().map(([, node]) => node);
      },
    };
  }
}

/** Our writer names a node `scope/Op_2`. */
const scopeOf = (name: string, opType: string): string => {
  const at = name.lastIndexOf('/');
  return at > 0 && name.slice(at + 1).startsWith(opType) ? name.slice(0, at) : name;
};
