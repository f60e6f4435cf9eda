import { saidBy, type Work } from '../../src';
import type { NodeContext } from '../shared/define';
import type { KeptModel } from './kept-model';

/** What a closed instance leaves for its successor: the model that came by message, and how it is open. */
interface Left extends Work {
  /** its engine, and what else it was opened with */
  readonly opening: string;
  readonly kept: KeptModel;
}

/** A deploy restarts every node. A model that came by message is nowhere else: it goes on under the node's id. */
const KEY = 'nn-predict';

export async function leave({ id, canvas }: NodeContext, opening: string, kept: KeptModel): Promise<void> {
  if (canvas.stopping) return kept.close();
  const left: Left = { opening, kept, end: () => kept.close() };
  canvas.handover.leave(id, KEY, left);
}

/**
 * The model of a predecessor, or what `make` makes for the first one. It answers as it is where it is to be open in the
 * same way (engine, and what answers are to say); else it is opened anew. `opened` hears when it can answer.
 */
export function takeOver(live: NodeContext, opening: string, make: () => KeptModel, opened: () => void): KeptModel {
  const left = live.canvas.handover.take(live.id, KEY) as Left | null;
  const model = left?.kept.latest() ?? null;
  const kept = left?.opening === opening ? left.kept : make();
  const ready = model && left && left.kept !== kept ? kept.replace(model).finally(() => left.end()) : model;
  ready?.then(opened).catch(error => live.node.warn(saidBy(live.subject, error).message));
  return kept;
}
