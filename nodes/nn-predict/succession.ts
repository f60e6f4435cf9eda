import { type Work, withSubject } from '../../src';
import type { NodeContext } from '../shared/define';
import type { KeptModel } from '../shared/kept-model';

/** What a closed instance hands over to its successor: the model that came by message, and how it is open. */
interface Left extends Work {
  /** its engine, and the other options that it was opened with */
  readonly opening: string;
  readonly kept: KeptModel;
}

/**
 * A deploy restarts every node. A model that came by message exists nowhere else, so it is handed over under the node's
 * id.
 */
const KEY = 'nn-predict';

export async function leave({ id, canvas }: NodeContext, opening: string, kept: KeptModel): Promise<void> {
  if (canvas.stopping) return kept.close();
  const left: Left = { opening, kept, end: () => kept.close() };
  canvas.handover.leave(id, KEY, left);
}

/**
 * The predecessor's model, or for the first instance what `make` makes. If it is to be open with the same options
 * (engine, what answers contain), it is used as it is; else it is opened again. `opened` is called when it can answer.
 */
export function takeOver(live: NodeContext, opening: string, make: () => KeptModel, opened: () => void): KeptModel {
  const left = live.canvas.handover.take(live.id, KEY) as Left | null;
  const model = left?.kept.latest() ?? null;
  const kept = left?.opening === opening ? left.kept : make();
  const ready = model && left && left.kept !== kept ? kept.replace(model).finally(() => left.end()) : model;
  ready?.then(opened).catch(error => live.node.warn(withSubject(live.subject, error).message));
  return kept;
}
