import type { TensorView } from '../../spec';
import { button, element } from '../sidebar/dom';
import { keepAtEnd } from './at-end';
import { cardOf } from './card';
import { pictureOf } from './picture';
import { type Summary, summariesIn, type TensorSummary } from './summaries';
import { words } from './words';

/**
 * Shows tensors as pictures and models as cards below a message of the debug sidebar. Node-RED calls the hook
 * `debugPostProcessMessage` with each message that it has shown.
 */
export function showInDebug(): void {
  RED.hooks.add('debugPostProcessMessage.tensorwire', ({ element: message, payload }) => {
    const own = message?.[0];
    const found = summariesIn(payload);
    if (own && found.length > 0) keepAtEnd(own, () => own.append(...found.map(shown)));
  });
}

function shown(found: Summary): HTMLElement {
  const title = found.path === '' ? null : element('div', { className: 'tensorwire-debug-path' }, found.path);
  const what = found.kind === 'model' ? cardOf(found.value) : placeOf(found.value);
  return element('div', { className: 'tensorwire-debug' }, title, what);
}

/** A picture is asked for at most so often by itself; of faster messages by a click. */
const PAUSE = 250;
let asked = Number.NEGATIVE_INFINITY;

function placeOf({ id }: TensorSummary): HTMLElement {
  const place = element('div', {});
  if (!RED.user.hasPermission('tensorwire.write')) return place;
  const show = () => void ask(id, place);
  const now = performance.now();
  if (now - asked >= PAUSE) {
    asked = now;
    show();
  } else place.append(button(words('show'), show, { icon: 'fa-picture-o' }));
  return place;
}

function ask(id: string, place: HTMLElement): void {
  const put = (what: HTMLElement | string) => keepAtEnd(place, () => place.replaceChildren(what));
  $.ajax({ url: 'tensorwire/tensor', data: { id }, dataType: 'json' }).then(
    (view: TensorView) => put(pictureOf(view)),
    failed => put((failed.responseJSON as { error?: string } | undefined)?.error ?? words('silent')),
  );
}
