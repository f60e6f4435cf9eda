import { type Answer, answersOf, intervalOf, isUnusual, largestOf, type Reason } from '../../model-form/answer';
import { figure, percent } from '../../model-form/figures';
import { chip } from '../chip';
import type { PageLanguage, Text } from '../texts';
import { type Child, el, type VNode } from '../vue';

interface Manner {
  readonly text: Text;
  readonly language: PageLanguage;
  /** of intervals and sets, 0 to 1 */
  readonly confidence: number;
}

/** What a model answers to a record, for people. */
export const answerView = (found: unknown, manner: Manner): readonly VNode[] =>
  answersOf(found).map(([target, answer]) => one(target, answer, manner));

function one(target: string, answer: Answer, manner: Manner): VNode {
  const { text, language } = manner;
  const { label, labels, value, probabilities, set, sure, reasons = [] } = answer;
  const ends = intervalOf(answer);
  const confidence = percent(manner.confidence, language);
  const said =
    label !== undefined ? String(label) : labels ? labels.join(', ') || text('form.noLabel') : figure(value, language);
  const likeliest = label ?? '';
  return el(
    'div',
    { class: 'tw-one' },
    el('div', { class: 'tw-quiet' }, target),
    el(
      'div',
      { class: 'tw-said' },
      el('strong', {}, said),
      sure === true && chip(text('form.sure'), 'good', 'mdi-check'),
      sure === false && chip(text('form.notSure'), 'doubtful', 'mdi-account-question'),
    ),
    ends &&
      line(text('form.interval', { low: figure(ends[0], language), high: figure(ends[1], language), confidence })),
    set !== undefined && line(setText(set, labels !== undefined, text, confidence)),
    isUnusual(answer) && line(text('form.unusual')),
    probabilities && bars(probabilities, String(likeliest), language),
    reasons.length > 0 && why(reasons, text('form.reasons')),
  );
}

/** A set of one class says no more than the answer; of several labels the set has all that may be right. */
function setText(set: readonly unknown[], areLabels: boolean, text: Text, confidence: string): string {
  const labels = set.join(', ');
  if (areLabels)
    return labels === '' ? text('form.noOthers', { confidence }) : text('form.labelSet', { labels, confidence });
  return set.length > 1 ? text('form.set', { labels, confidence }) : '';
}

const line = (sentence: string): Child => sentence !== '' && el('p', { class: 'tw-line' }, sentence);

const bars = (probabilities: Readonly<Record<string, number>>, likeliest: string, language: string): VNode =>
  el(
    'div',
    { class: 'tw-bars' },
    ...largestOf(probabilities).flatMap(([label, share]) => [
      el('span', { class: 'tw-label', title: label }, label),
      el(
        'span',
        { class: 'tw-bar', 'aria-hidden': 'true' },
        el('i', {
          class: label === likeliest ? '' : 'tw-other',
          style: { width: `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%` },
        }),
      ),
      el('span', {}, percent(share, language)),
    ]),
  );

const why = (reasons: readonly Reason[], label: string): VNode =>
  el(
    'ul',
    { class: 'tw-reasons', 'aria-label': label },
    ...reasons.map(({ text, contribution }) =>
      el('li', { class: contribution >= 0 ? 'tw-for' : 'tw-against' }, el('span', {}, text)),
    ),
  );
