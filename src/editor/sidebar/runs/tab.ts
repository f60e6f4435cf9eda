import { element } from '../dom';
import type { Tab } from '../tab';

/** Every training: how it goes, how it went, and how it compares with others. */
export const runs: Tab = {
  id: 'runs',
  open(place, { text }) {
    place.append(element('p', { className: 'tensorwire-empty' }, text('runs.empty')));
    return () => undefined;
  },
};
