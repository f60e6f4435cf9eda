import type { Arriving } from '../network';
import type { AutomaticTraining, InputArgs, NetworkSpec, Pipeline, SplitRows } from '../spec';

/**
 * The shapes last seen at layer nodes, and the data at the nodes where a network begins and ends, in the flow check or
 * in a message. Forms use them to preview a layer before it is deployed. They are forgotten at each deploy, and no flow
 * depends on them.
 */
export class ObservedShapes {
  private readonly observations = new Map<string, Observation>();
  private ends: readonly NetworkSpec[] = [];

  /** The input shapes of a layer. */
  recordInputs(id: string, inputs: readonly Arriving[]): void {
    if (inputs.length > 0 && inputs.every(isKnown)) this.observations.set(id, { ...this.observations.get(id), inputs });
  }

  /** The output shape of a layer. */
  recordOutput(id: string, output: Arriving): void {
    if (isKnown(output)) this.observations.set(id, { ...this.observations.get(id), output });
  }

  /** The data that reach a node, or leave it. */
  recordData(id: string, data: Data): void {
    this.observations.set(id, { ...this.observations.get(id), data });
  }

  /** The network that reaches a training. */
  recordNetwork(id: string, network: NetworkSpec): void {
    this.observations.set(id, { ...this.observations.get(id), network });
  }

  /** The networks at the ends of the flows, as the flow check found them. */
  recordEnds(networks: readonly NetworkSpec[]): void {
    this.ends = networks;
  }

  forget(): void {
    this.observations.clear();
    this.ends = [];
  }

  /**
   * The network that the editor shows for a node: that of the training that it is or leads to, else the one that ends
   * there.
   */
  networkAt(id: string): NetworkSpec | null {
    const isNode = (own: string): boolean => own === id || own.endsWith(`-${id}`);
    const trained = [...this.observations].flatMap(([key, { network }]) => (network ? [{ key, network }] : []));
    const own = trained.find(({ key }) => isNode(key));
    if (own) return own.network;
    const all = [...trained.map(({ network }) => network), ...this.ends];
    return all.find(({ path, layers }) => path.some(isNode) || layers.some(layer => isNode(layer.id))) ?? null;
  }

  /**
   * The inputs of a node in the editor, each combination once. Inside a subflow template: the inputs of its instances.
   * If the outputs of the nodes that are wired to it now are known, deployed or not, these count instead.
   * @param from the nodes that are wired to it in the editor
   * @param together does one call take the outputs of all of them?
   */
  inputsOf(id: string, from: readonly string[] = [], together = false): readonly (readonly Arriving[])[] {
    const before = from.map(source => this.at(source).flatMap(({ output }) => (output ? [output] : [])));
    if (before.length > 0 && before.every(outputs => outputs.length > 0))
      return distinct(together ? [before.map(([first]) => first!)] : before.flat().map(output => [output]));
    return distinct(this.at(id).flatMap(({ inputs }) => (inputs ? [inputs] : [])));
  }

  /** The data at a node in the editor: those of the nodes that are wired to it now, if they are known. */
  dataAt(id: string, from: readonly string[] = []): readonly Data[] {
    const at = (node: string) => this.at(node).flatMap(({ data }) => (data ? [data] : []));
    const before = from.flatMap(at);
    return distinct(before.length > 0 ? before : at(id));
  }

  /**
   * The tables at a node in the editor whose rows are known: those of the nodes that are wired to it now, else its own.
   */
  tablesAt(id: string, from: readonly string[] = []): readonly TableData[] {
    const tables = (data: readonly Data[]) =>
      data.flatMap(one => ('rows' in one && one.rows ? [{ ...one, rows: one.rows }] : []));
    const wired = tables(this.dataAt(id, from));
    return wired.length > 0 ? wired : tables(this.dataAt(id));
  }

  /** At a node, or at the nodes that represent it in the instances of its subflow. */
  private at(id: string): Observation[] {
    const own = this.observations.get(id);
    if (own) return [own];
    return [...this.observations].flatMap(([key, sight]) => (key.endsWith(`-${id}`) ? [sight] : []));
  }
}

/** Only known shapes: a flow check that cannot see the data of messages does not erase what messages showed. */
interface Observation {
  readonly inputs?: readonly Arriving[];
  readonly output?: Arriving;
  readonly data?: Data;
  readonly network?: NetworkSpec;
}

/** What data say about themselves: how their columns become numbers, or the shape of one row of a Tensor. */
export type Data = (Pick<TableData, 'pipeline'> & Partial<TableData>) | { readonly shape: readonly number[] };

export interface TableData {
  readonly pipeline: Pipeline;
  readonly rows: SplitRows;
  /** the columns of the input node that they have passed, and how it reads categories; absent: all columns */
  readonly input?: Pick<InputArgs, 'columns' | 'encoding'>;
  /** what `auto` means for the training that they reach, or for the recipe that they have passed */
  readonly training?: AutomaticTraining;
  /** the recipe that says so */
  readonly recipe?: string;
}

const isKnown = ({ shape }: Arriving): boolean => shape !== null;

const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map(value => [JSON.stringify(value), value])).values(),
];
