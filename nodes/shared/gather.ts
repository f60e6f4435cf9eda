import {
  type Branch,
  type CanvasNode,
  Dataset,
  type Held,
  Joiner,
  joinBranches,
  type NetworkSpec,
  Problem,
} from '../../src';
import type { NodeContext } from './define';
import { type Message, networkOf } from './message';

export interface Gathered {
  /** the properties of all branches; where two have the same property, the first branch's */
  readonly message: Message;
  readonly network: NetworkSpec;
  /** the messages of the branches, in order of arrival */
  readonly parts: readonly Message[];
}

export interface Gatherer {
  /** what the canvas must know: its role in the flow check */
  readonly part: Pick<CanvasNode, 'expect' | 'order'>;
  /** The joined branches, for the message that completes them; null for a message that another one completes. */
  take(message: Message): Promise<Gathered | null>;
}

/**
 * Waits for all branches of a network: `nn-merge`, and `nn-train` where the network has several outputs.
 * @param timeout milliseconds; 0: no timeout
 * @param wires whether the number of wires is the number of branches where the flow check has counted none
 */
export function gatherer(
  live: NodeContext,
  { timeout, order = [], wires }: { timeout: number; order?: readonly string[]; wires: boolean },
): Gatherer {
  interface Waiting {
    readonly message: Message;
    resolve(gathered: Gathered | null): void;
  }
  const limit = Number((live.RED.settings as { nodeMessageBufferMaxLength?: unknown }).nodeMessageBufferMaxLength) || 0;
  const label = (branch: Branch): string => {
    const last = branch.at(-1) ?? '';
    return live.canvas.members.get(last)?.name || last;
  };
  const joiner = new Joiner<Waiting>({ subject: live.subject, timeout, limit, label, join });
  live.onClose(() => joiner.close());

  function join(held: readonly Held<Waiting>[]): void {
    const [first, ...others] = held;
    const messages = held.map(h => h.message.message);
    for (const other of others) other.done();
    try {
      checkOneDataset(messages);
      const specs = messages.map(message => networkOf(message).spec);
      // The path of each branch ends here: from now on they are one branch.
      const network = specs.length === 1 ? specs[0]! : joinBranches(specs);
      first!.message.resolve({ message: Object.assign({}, ...[...messages].reverse()), network, parts: messages });
    } catch (error) {
      first!.done(error as Error);
    }
  }

  return {
    part: { order, expect: (branches, wiresHere) => joiner.expect(branches, wires ? wiresHere : 1) },
    take: message =>
      new Promise((resolve, reject) => {
        const done = (error?: Error) => (error ? reject(error) : resolve(null));
        joiner.add(message._msgid, {
          message: { message, resolve },
          branch: networkOf(message).spec.path,
          done,
        });
      }),
  };
}

/** A network is trained on one dataset: a second one would be ignored silently. */
function checkOneDataset(messages: readonly Message[]): void {
  const datasets = messages.flatMap(({ payload }) => (Dataset.is(payload) ? [payload] : []));
  const [first] = datasets;
  const other = datasets.find(({ body }) => body.fingerprint !== first!.body.fingerprint);
  if (other === undefined) return;
  const named = ({ dataset, rows, pipeline }: Dataset) =>
    `"${dataset}" (${rows} rows; ${pipeline.features.map(({ name }) => name).join(', ')})`;
  // Branches arrive in any order: the sentence is the same each time.
  const [one, another] = [first!, other].map(named).sort();
  throw new Problem(
    `its branches bring two datasets, ${one} and ${another}, and a network is trained on one. ` +
      'Join their columns before one dataset node, and give each branch an input node of its columns',
    { argument: 'payload', received: [first!.dataset, other.dataset] },
  );
}
