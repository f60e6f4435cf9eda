import { type Answer, answersOf, intervalOf, isUnusual, largestOf, type Reason } from '../../../model-form/answer';
import { text } from '../context';
import { element } from '../dom';
import { chip } from './list';
import { figure, percent } from './words';

/** What a model answers to a record, for people. */
export const answerView = (found: unknown, warnings: readonly string[]): HTMLElement[] => [
  ...answersOf(found).map(([name, answer]) => one(name, answer)),
  ...warnings.map(warning => element('p', { className: 'tensorwire-note' }, warning)),
];

function one(target: string, answer: Answer): HTMLElement {
  const { label, labels, value, probabilities, set, sure, reasons } = answer;
  const said =
    label !== undefined ? String(label) : labels ? labels.join(', ') || text('models.noLabel') : shown(value);
  const ends = intervalOf(answer);
  return element(
    'div',
    { className: 'tensorwire-answered' },
    element(
      'div',
      { className: 'tensorwire-said-answer' },
      element('span', {}, target),
      element('b', {}, said),
      sure === true && chip(text('models.isSure'), 'tensorwire-in-use'),
      sure === false && chip(text('models.notSure'), 'tensorwire-unsure'),
    ),
    ends && line(text('models.interval', { low: figure(ends[0]), high: figure(ends[1]) })),
    set !== undefined && line(setText(set, labels !== undefined)),
    isUnusual(answer) && line(text('models.unusual')),
    probabilities && bars(probabilities),
    reasons && reasons.length > 0 && why(reasons),
  );
}

/** A set of one class says no more than the answer; of several labels the set has all that may be right. */
function setText(set: readonly unknown[], areLabels: boolean): string {
  const labels = set.join(', ');
  if (areLabels) return labels === '' ? text('models.noOthers') : text('models.labelSet', { labels });
  return set.length > 1 ? text('models.set', { labels }) : '';
}

const shown = (value: unknown): string => (typeof value === 'number' ? figure(value) : JSON.stringify(value));
const line = (sentence: string): HTMLElement | false =>
  sentence !== '' && element('p', { className: 'tensorwire-note' }, sentence);

function bars(probabilities: Readonly<Record<string, number>>): HTMLElement {
  return element(
    'div',
    { className: 'tensorwire-bars' },
    ...largestOf(probabilities).flatMap(([label, share]) => {
      const bar = element('i', { attributes: { 'aria-hidden': 'true' } });
      bar.style.width = `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;
      return [
        element('span', {}, label),
        element('span', { className: 'tensorwire-bar-place' }, bar),
        element('span', {}, percent(share)),
      ];
    }),
  );
}

function why(reasons: readonly Reason[]): HTMLElement {
  return element(
    'ul',
    { className: 'tensorwire-reasons', attributes: { 'aria-label': text('models.reasons') } },
    ...reasons.map(({ text: sentence, contribution }) =>
      element('li', { className: contribution >= 0 ? 'tensorwire-for' : 'tensorwire-against' }, sentence),
    ),
  );
}
