import type { Store } from '../../src';
import type { Widget } from './dashboard';
import type { Behavior, NodeContext } from './define';
import { type ShownModel, titleOf } from './shown-model';

/**
 * What a widget about one model does with messages: a Model that comes is shown from then on, and every page is told.
 * `isPlaced`: the widget is on a page; its status then names the model.
 */
export function showsModel(
  live: NodeContext,
  shown: ShownModel,
  store: Store,
  widget: Widget,
  isPlaced: boolean,
): Behavior {
  if (isPlaced)
    shown.get().then(
      model => live.ready(titleOf(model)),
      () => undefined, // its page says why
    );
  return {
    part: { role: 'end', holds: () => shown.holds() },
    async handle({ payload }) {
      const model = await shown.take(payload, stored => store.load(stored));
      live.ready(titleOf(model));
      widget.tell({ model: titleOf(model) });
      return null;
    },
  };
}
