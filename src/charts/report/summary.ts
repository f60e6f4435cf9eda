import type { ComparedModel, ReportData, Verdict } from '../../spec';

import type { Block, Tone } from '../page/content';
import type { Words } from '../wording';
import { count, figure, metricName, metricText, percent } from './figures';

const TONES: Readonly<Record<Verdict, Tone>> = { better: 'good', unclear: 'caution', same: 'caution', worse: 'bad' };

/** The main results, in words and large numbers: the model compared with the guess and with a linear model. */
export function summaryOf(report: ReportData, say: Words): Block[] {
  const { linear, against, metrics, baseline } = report;
  const names = Object.keys(metrics);
  return [
    {
      kind: 'statement',
      text: headline(report, say),
      more: besideGuess(report, say),
      tone: TONES[report.verdict ?? 'unclear'],
    },
    ...(against ? [besideOther(against, say)] : []),
    ...(linear ? [besideLinear(linear.verdict, say)] : []),
    ...worthlessProbabilities(report, say),
    { kind: 'tiles', tiles: mainMetrics(report).map(metric => tileOf(report, metric, say)) },
    {
      kind: 'table',
      table: {
        head: [
          say('Metric'),
          say('Model'),
          ...(against?.metrics ? [against.model] : []),
          ...(linear ? [say('Linear model')] : []),
          say('Guess'),
        ],
        rows: names.map(name => [
          metricName(name, say),
          metricText(name, metrics[name], say),
          ...(against?.metrics ? [metricText(name, against.metrics[name], say)] : []),
          ...(linear ? [metricText(name, linear.metrics[name], say)] : []),
          metricText(name, baseline[name], say),
        ]),
        numbers: [1, 2, 3, 4],
      },
    },
    { kind: 'text', text: explanation(report, say), tone: 'quiet' },
  ];
}

function headline({ task, metrics, rows, target }: ReportData, say: Words): string {
  if (task === 'regression')
    return say('{0}: the prediction is off by {1} on average.', target, figure(metrics.mae ?? Number.NaN));
  const share = percent(metrics.accuracy ?? 0, say);
  return task === 'multi-label'
    ? say('{0}: all labels are right in {1} of {2} rows.', target, share, count(rows))
    : say('{0}: right in {1} of {2} rows.', target, share, count(rows));
}

function besideGuess({ task, verdict = 'unclear', baseline }: ReportData, say: Words): string {
  const guess =
    task === 'regression'
      ? say('Always answering the mean would be off by {0}.', figure(baseline.mae ?? Number.NaN))
      : task === 'multi-label'
        ? say('Always giving the usual labels would be right in {0}.', percent(baseline.accuracy ?? 0, say))
        : say('Always answering the most frequent class would be right in {0}.', percent(baseline.accuracy ?? 0, say));
  return say('{0} {1}', guess, guessVerdict(verdict, say));
}

function guessVerdict(verdict: Verdict, say: Words): string {
  switch (verdict) {
    case 'better':
      return say('The model is better than that, by more than chance explains.');
    case 'unclear':
      return say('The model may be better than that, but these are too few rows to tell.');
    case 'same':
      return say('The model is no better than that.');
    case 'worse':
      return say('The model is worse than that.');
  }
}

/** Compared with the model that is there already. */
function besideOther({ model, verdict }: ComparedModel, say: Words): Block {
  switch (verdict) {
    case null:
      return { kind: 'statement', text: say('There is no {0} yet to compare with.', model), tone: 'caution' };
    case 'better':
      return {
        kind: 'statement',
        text: say('Better than {0}.', model),
        more: say('The difference is more than chance explains.'),
        tone: 'good',
      };
    case 'unclear':
      return {
        kind: 'statement',
        text: say('Perhaps better than {0}.', model),
        more: say('These are too few rows to tell.'),
        tone: 'caution',
      };
    case 'same':
      return { kind: 'statement', text: say('No better than {0}.', model), tone: 'caution' };
    case 'worse':
      return {
        kind: 'statement',
        text: say('Worse than {0}.', model),
        more: say('The difference is more than chance explains.'),
        tone: 'bad',
      };
  }
}

function besideLinear(verdict: Verdict, say: Words): Block {
  switch (verdict) {
    case 'better':
      return {
        kind: 'statement',
        text: say('The network is worth it: a linear model does worse.'),
        more: say('The difference is more than chance explains.'),
        tone: 'good',
      };
    case 'unclear':
      return {
        kind: 'statement',
        text: say('The network may be better than a linear model.'),
        more: say('These are too few rows to tell.'),
        tone: 'caution',
      };
    case 'same':
      return {
        kind: 'statement',
        text: say('The linear model is as good: use it.'),
        more: say('It is simpler, faster and easier to explain. On these rows nothing speaks for a network.'),
        tone: 'caution',
      };
    case 'worse':
      return {
        kind: 'statement',
        text: say('The linear model is better: use it, or train the network differently.'),
        more: say('The difference is more than chance explains.'),
        tone: 'bad',
      };
  }
}

/** Right answers with wrong probabilities: an overfitted network. */
function worthlessProbabilities({ metrics, baseline }: ReportData, say: Words): Block[] {
  const [own, guess] = [metrics.log_loss, baseline.log_loss];
  if (own === undefined || guess === undefined || own <= guess) return [];
  return [
    {
      kind: 'statement',
      text: say('Its probabilities are worse than a guess.'),
      more: say(
        'It is too sure of its answers (log loss {0}, guess {1}). Train for fewer epochs, or use the answers only.',
        figure(own),
        figure(guess),
      ),
      tone: 'bad',
    },
  ];
}

/** The metrics that are shown large. */
function mainMetrics({ task, metrics }: ReportData): string[] {
  const wanted = task === 'regression' ? ['mae', 'rmse', 'r2'] : ['accuracy', 'roc_auc', 'f1', 'log_loss'];
  return wanted.filter(name => metrics[name] !== undefined);
}

function tileOf({ metrics, baseline, linear }: ReportData, name: string, say: Words) {
  const beside = [
    ...(linear?.metrics[name] === undefined ? [] : [say('linear {0}', metricText(name, linear.metrics[name], say))]),
    ...(baseline[name] === undefined ? [] : [say('guess {0}', metricText(name, baseline[name], say))]),
  ];
  return { label: metricName(name, say), value: metricText(name, metrics[name], say), beside: beside.join(' · ') };
}

function explanation({ task, linear }: ReportData, say: Words): string {
  const guess =
    task === 'regression'
      ? say('The guess is the mean of the training rows.')
      : say('The guess is the most frequent answer of the training rows, with the frequencies as its probabilities.');
  if (!linear) return guess;
  const model =
    linear.kind === 'ridge regression'
      ? say(
          'The linear model is a ridge regression on the same prepared columns, fitted on {0} training rows.',
          count(linear.rows),
        )
      : say(
          'The linear model is a logistic regression on the same prepared columns, fitted on {0} training rows.',
          count(linear.rows),
        );
  return say('{0} {1}', guess, model);
}
