import type { Block, Tone } from '../../charts/page/content';
import { count, figure, percent } from '../../charts/report/figures';
import type { Words } from '../../charts/wording';
import type { DataReportData, DataWarning } from '../../spec';
import { listedNames } from './words';

/** What should be checked, in plain words: warnings of one kind together, the worst first. */
export function warningBlocks({ warnings }: DataReportData, say: Words): Block[] {
  if (warnings.length === 0)
    return [
      {
        kind: 'statement',
        text: say('Nothing doubtful was found.'),
        more: say(
          'Looked for: columns that give the target away, identifiers, constants, gaps, repeated rows, rare classes, and differences between training and test rows.',
        ),
        tone: 'good',
      },
    ];
  return warningGroups(warnings).map(group => {
    const { text, more, tone } = warningText(group, say);
    return { kind: 'statement', text, more, tone };
  });
}

/** Warnings that share one sentence, together. */
export function warningGroups(warnings: readonly DataWarning[]): DataWarning[][] {
  const groups = new Map<string, DataWarning[]>();
  for (const warning of warnings) {
    const key = groupOf(warning);
    groups.set(key, [...(groups.get(key) ?? []), warning]);
  }
  return [...groups.values()];
}

function groupOf(warning: DataWarning): string {
  switch (warning.kind) {
    case 'leak':
    case 'rare-class':
      return JSON.stringify([warning.kind, warning.target]);
    case 'drift':
    case 'same-rows':
      return JSON.stringify([warning.kind, warning.split]);
    default:
      return warning.kind;
  }
}

export interface WarningText {
  readonly text: string;
  /** what it means, and what to do */
  readonly more: string;
  readonly tone: Tone;
}

/** The sentences for one or several warnings of a kind. */
export function warningText(group: readonly DataWarning[], say: Words): WarningText {
  const first = group[0]!;
  const names = listedNames(
    group.flatMap(one => ('column' in one ? [one.column] : [])),
    say,
  );
  switch (first.kind) {
    case 'leak':
      return {
        text: say('It looks as if the target {0} were already in: {1}.', first.target, names),
        more: say(
          'Such a column alone tells nearly all of the target. If its value is not known yet when the model is asked, the model is worth nothing then: set its type to ignored.',
        ),
        tone: 'bad',
      };
    case 'identifier':
      return {
        text: say('Each row has a value of its own: {0}.', names),
        more: say('An identifier is learned by heart and helps with no other row. Set its type to ignored.'),
        tone: 'caution',
      };
    case 'constant':
      return {
        text: say('The same value in all rows: {0}.', names),
        more: say('Such a column carries no information. Set its type to ignored.'),
        tone: 'caution',
      };
    case 'missing':
      return {
        text: say('Mostly without a value: {0}.', names),
        more: say(
          'Up to {0} of the values are missing: numbers are filled in from the others, an empty category counts as none. If an empty cell means no, that is right; else complete them at the source, or set the type to ignored.',
          percent(greatestShare(group), say),
        ),
        tone: 'caution',
      };
    case 'stopped':
      return {
        text: say('No value any more from a time on: {0}.', sinceThen(group, say)),
        more: say(
          'After it there is no window: {0} of the steps are not used. Leave the column out to use them, or choose a time in which all columns have values.',
          percent(greatestShare(group), say),
        ),
        tone: 'bad',
      };
    case 'stuck':
      return {
        text: say('Always the same value from a time on: {0}.', sinceThen(group, say)),
        more: say(
          'That is so in {0} of the steps. If the sensor has died, the model learns it as if it were normal: leave the column out, or these readings.',
          percent(greatestShare(group), say),
        ),
        tone: 'caution',
      };
    case 'redundant':
      return {
        text: say(
          'These say the same: {0}.',
          listedNames(
            group.flatMap(one => (one.kind === 'redundant' ? [say('{0} and {1}', one.other, one.column)] : [])),
            say,
            4,
          ),
        ),
        more: say('One of them is enough.'),
        tone: 'plain',
      };
    case 'duplicates':
      return {
        text: say('{0} rows are there more than once.', count(first.rows)),
        more: say(
          'They equal an earlier row in all features and in the target, and count more than others in training.',
        ),
        tone: 'plain',
      };
    case 'same-rows':
      return {
        text:
          first.split === 'test'
            ? say('{0} of {1} test rows are among the training rows too.', count(first.rows), count(first.of))
            : say('{0} of {1} validation rows are among the training rows too.', count(first.rows), count(first.of)),
        more: say(
          'Their answers can be known by heart, so that the model seems better than it is. Remove repeated rows before the split, or split by a column that keeps them together.',
        ),
        tone: first.rows > 0.05 * first.of ? 'bad' : 'caution',
      };
    case 'contradictions':
      return {
        text: say('{0} rows have the same features as another row, but another {1}.', count(first.rows), first.target),
        more: say('No model can be right about all of them. Is a column missing that tells them apart?'),
        tone: 'caution',
      };
    case 'rare-class':
      return {
        text: say(
          'Classes of {0} with few training rows: {1}.',
          first.target,
          listedNames(
            group.flatMap(one => (one.kind === 'rare-class' ? [say('{0} ({1})', one.label, count(one.rows))] : [])),
            say,
          ),
        ),
        more: say(
          'Hardly anything can be learned of them. Collect more such rows, or join the class with another one.',
        ),
        tone: 'caution',
      };
    case 'imbalance':
      return {
        text: say('{0} of the rows are {1}.', percent(first.share, say), first.label),
        more: say(
          'Always answering it would be right as often. Look at precision and recall, and set the class weight of train to balanced.',
        ),
        tone: 'caution',
      };
    case 'drift':
      return {
        text:
          first.split === 'test'
            ? say('Distributed otherwise in the test rows than in training: {0}.', names)
            : say('Distributed otherwise in the validation rows than in training: {0}.', names),
        more: say(
          'The model meets other data there than it has learned from (distance up to {0}). With a split by time that shows how much the data change.',
          figure(Math.round(100 * Math.max(...group.map(one => (one.kind === 'drift' ? one.distance : 0)))) / 100),
        ),
        tone: 'caution',
      };
  }
}

const greatestShare = (group: readonly DataWarning[]): number =>
  Math.max(...group.map(one => ('share' in one ? one.share : 0)));

/** `flow (2024-03-12T19:25:00.000Z)` of each. */
const sinceThen = (group: readonly DataWarning[], say: Words): string =>
  listedNames(
    group.flatMap(one => ('since' in one ? [say('{0} ({1})', one.column, one.since)] : [])),
    say,
  );
