import { type Model, type ModelBody, type Status, type Store, withSubject } from '../../src';
import type { NodeContext } from '../shared/define';
import { type Kept, keepModel, unchangedStatus } from '../shared/keep-model';

/** A trained model and, if it was to be stored, how that went. */
export interface Trained extends Kept {
  /** why it is not in the store; it is sent on all the same */
  readonly problem?: unknown;
}

/** Stores a model under its name before it is announced. A repetition of the same training makes no new version. */
export async function storeTrained(store: Store | null, model: Model): Promise<Trained> {
  const nothing = { model, unchanged: [], notes: [] };
  if (!store) return nothing;
  try {
    return await keepModel(store, model, { unlessSame: 'latest' });
  } catch (problem) {
    return { ...nothing, problem };
  }
}

/** A training that a deploy hands over while its model is being stored is stored only once. */
export function once(work: (body: ModelBody) => Promise<Trained>): (body: ModelBody) => Promise<Trained> {
  let result: Promise<Trained> | undefined;
  return body => {
    result ??= work(body);
    return result;
  };
}

/**
 * A model that could not be stored is sent on, so its message must not end with an error too: a flow behind an http in
 * node would answer twice. The status is red, and a warning says why.
 */
export function reportStored(live: NodeContext, { model, unchanged, notes, problem }: Trained, done: Status): void {
  for (const note of notes) live.node.warn(`${live.subject}: ${note}`);
  if (problem !== undefined) {
    live.node.warn(
      `${live.subject}: ${withSubject(live.subject, problem).problem}; the model was sent on without a version`,
    );
    live.problem(problem);
  } else if (unchanged.length > 0) live.show({ fill: 'yellow', shape: 'dot', text: unchangedStatus(model, unchanged) });
  else live.show(done);
}
