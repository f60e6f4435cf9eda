import { type Work, withSubject } from '../../src';
import type { NodeContext } from '../shared/define';
import type { KeptModel } from '../shared/kept-model';

/** The model that came by message, with what it is open on. `end` closes both. */
export interface OwnModel extends Work {
  readonly kept: KeptModel;
}

/** What a closed instance hands over to its successor. */
interface Left extends OwnModel {
  /** its engine or server, and the other options that it was opened with */
  readonly opening: string;
}

/**
 * A deploy restarts every node. A model that came by message exists nowhere else, so it is handed over under the node's
 * id.
 */
const KEY = 'nn-predict';

export async function leave({ id, canvas }: NodeContext, opening: string, own: OwnModel): Promise<void> {
  if (canvas.stopping) return void (await own.end());
  const left: Left = { opening, ...own };
  canvas.handover.leave(id, KEY, left);
}

/**
 * The predecessor's model, or for the first instance what `make` makes. If it is to be open with the same options
 * (engine, what answers contain), it is used as it is; else it is opened again. `opened` is called when it can answer.
 */
export function takeOver(live: NodeContext, opening: string, make: () => OwnModel, opened: () => void): OwnModel {
  const left = live.canvas.handover.take(live.id, KEY) as Left | null;
  const model = left?.kept.latest() ?? null;
  const own = left?.opening === opening ? left : make();
  const ready = model && left && left !== own ? own.kept.replace(model).finally(() => left.end()) : model;
  ready?.then(opened).catch(error => live.node.warn(withSubject(live.subject, error).message));
  return own;
}
