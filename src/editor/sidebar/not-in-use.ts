import type { NotInUse } from '../../spec/model-about';
import { text } from './context';
import { button, element } from './dom';

/** That a version is not in use and why, with a button that takes it. `use`: null where the user may not. */
export function notInUseBox(version: number, { inUse, because }: NotInUse, use: (() => void) | null): HTMLElement {
  return element(
    'div',
    { className: 'tensorwire-not-in-use' },
    element('p', {}, text('models.notInUse', { version, inUse, because })),
    use && button(text('models.use', { version }), use, { icon: 'fa-check' }),
  );
}
