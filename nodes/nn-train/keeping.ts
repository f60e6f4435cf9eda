import { type Model, type ModelBody, type Status, type Store, saidBy } from '../../src';
import type { NodeContext } from '../shared/define';
import { heldStatus, type Kept, keepModel } from '../shared/keep-model';

/** A model that was trained, and, where it was to be stored, how that went. */
export interface Trained extends Kept {
  /** why it is not in the store: it goes on all the same */
  readonly problem?: unknown;
}

/** Stores a model under its name before anyone hears of it. The same training again makes no new version. */
export async function keeping(store: Store | null, model: Model): Promise<Trained> {
  const nothing = { model, held: [], notes: [] };
  if (!store) return nothing;
  try {
    return await keepModel(store, model, { unlessSame: 'latest' });
  } catch (problem) {
    return { ...nothing, problem };
  }
}

/** For a training that a deploy hands over just while its model is stored: once is enough. */
export function once(work: (body: ModelBody) => Promise<Trained>): (body: ModelBody) => Promise<Trained> {
  let result: Promise<Trained> | undefined;
  return body => {
    result ??= work(body);
    return result;
  };
}

/**
 * A model that could not be stored goes on to the next node, so its message does not end with an error too: a flow behind
 * an http in node would answer twice. The status is red, and a warning says why.
 */
export function tellKept(live: NodeContext, { model, held, notes, problem }: Trained, done: Status): void {
  for (const note of notes) live.node.warn(`${live.subject}: ${note}`);
  if (problem !== undefined) {
    live.node.warn(
      `${live.subject}: ${saidBy(live.subject, problem).problem}; the model was sent on without a version`,
    );
    live.problem(problem);
  } else if (held.length > 0) live.show({ fill: 'yellow', shape: 'dot', text: heldStatus(model, held) });
  else live.show(done);
}
