import type { Arriving } from '../network';
import type { Pipeline } from '../spec';

/**
 * The shapes that were last seen at the layer nodes, and the data at those where a network begins and ends, by the walk or
 * with a message: for forms, which show what a layer will do before it is deployed. Forgotten at each deploy; nothing that
 * a flow does depends on it.
 */
export class ObservedShapes {
  private readonly seen = new Map<string, Sight>();

  /** A layer is called on these. */
  arrived(id: string, inputs: readonly Arriving[]): void {
    if (inputs.length > 0 && inputs.every(isKnown)) this.seen.set(id, { ...this.seen.get(id), inputs });
  }

  /** It gave this. */
  gave(id: string, output: Arriving): void {
    if (isKnown(output)) this.seen.set(id, { ...this.seen.get(id), output });
  }

  /** These data reach it, or leave it. */
  saw(id: string, data: Data): void {
    this.seen.set(id, { ...this.seen.get(id), data });
  }

  forget(): void {
    this.seen.clear();
  }

  /**
   * What comes in at a node of the editor, each set of inputs once: inside a subflow's template, what comes in at its
   * instances. Where it is known what the nodes give that are wired to it now, deployed or not, that.
   * @param from the nodes that are wired to it in the editor
   * @param together does one call take what comes from all of them?
   */
  inputsOf(id: string, from: readonly string[] = [], together = false): readonly (readonly Arriving[])[] {
    const before = from.map(source => this.at(source).flatMap(({ output }) => (output ? [output] : [])));
    if (before.length > 0 && before.every(outputs => outputs.length > 0))
      return distinct(together ? [before.map(([first]) => first!)] : before.flat().map(output => [output]));
    return distinct(this.at(id).flatMap(({ inputs }) => (inputs ? [inputs] : [])));
  }

  /** The data at a node of the editor: those that the nodes give which are wired to it now, where that is known. */
  dataAt(id: string, from: readonly string[] = []): readonly Data[] {
    const at = (node: string) => this.at(node).flatMap(({ data }) => (data ? [data] : []));
    const before = from.flatMap(at);
    return distinct(before.length > 0 ? before : at(id));
  }

  /** At a node, or at the nodes that stand for it where its subflow is used. */
  private at(id: string): Sight[] {
    const own = this.seen.get(id);
    if (own) return [own];
    return [...this.seen].flatMap(([key, sight]) => (key.endsWith(`-${id}`) ? [sight] : []));
  }
}

/** Only of known shapes: what is known of a message's data is not unlearned by a walk that cannot see them. */
interface Sight {
  readonly inputs?: readonly Arriving[];
  readonly output?: Arriving;
  readonly data?: Data;
}

/** What data say of themselves: how their columns become numbers, or the shape of one row of a Tensor. */
export type Data = { readonly pipeline: Pipeline } | { readonly shape: readonly number[] };

const isKnown = ({ shape }: Arriving): boolean => shape !== null;

const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map(value => [JSON.stringify(value), value])).values(),
];
