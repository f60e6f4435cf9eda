import type { ModelAbout, ModelImportance, ReportData } from '../../spec';
import { barChart, heightOfBars } from '../bars';
import { lineChart } from '../lines';
import type { Block, Content, Section, Tone } from '../page/content';
import { HALF, type Picture, WHOLE } from '../picture';
import type { Manner } from '../present';
import { reportContent } from '../report/content';
import { count, figure, metricName, metricText, percent } from '../report/figures';
import type { Words } from '../wording';
import { kindOfTarget, scalingName, typeName } from './words';

/** What a model's card is made of, besides what the model says of itself. */
export interface CardParts {
  readonly importance: ModelImportance | null;
  /** of its last evaluation; null: none is known */
  readonly report: ReportData | null;
  /** when it was trained, as the page states it */
  readonly trained: string;
}

/** Columns that decide, and columns that it takes, on a page. */
const [MOST_BARS, MOST_COLUMNS] = [15, 200];

/** A model's card as a page: how good it is, what it predicts and from what, what decides, and how it was trained. */
export function cardContent(about: ModelAbout, { importance, report, trained }: CardParts, manner: Manner): Content {
  const { say } = manner;
  const { model, version, data } = about;
  return {
    title: `${model} v${version}`,
    subtitle: [say('Model card'), trained, data.source, say('{0} training rows', count(data.rows))].join(' · '),
    sections: [
      { blocks: judged(about, say) },
      ...(about.targets.length > 0 ? [{ title: say('What it predicts'), blocks: [gives(about, say)] }] : []),
      ...(importance ? [{ title: say('What decides'), blocks: decides(importance, manner) }] : []),
      ...evaluated(report, manner),
      ...(about.columns.length > 0 ? [{ title: say('What it takes'), blocks: takes(about, say) }] : []),
      { title: say('How it was trained'), blocks: history(about, trained, manner) },
    ],
  };
}

function judged({ worth, leaks = [], notInUse, model, folds, metrics }: ModelAbout, say: Words): Block[] {
  const cautions = [
    ...leaks.map(({ column, target, strength }) => ({
      text: say('It looks as if the target {0} were already in: {1}.', target, column),
      more: say('This column alone tells {0} of it.', percent(strength, say)),
      tone: 'bad' as const,
    })),
    ...(notInUse
      ? [
          {
            text: say('{0} still means version {1}.', model, notInUse.inUse),
            more: notInUse.because,
            tone: 'caution' as const,
          },
        ]
      : []),
  ];
  const said = worth ? [verdict(worth, say)] : [];
  const tiles = folds
    ? Object.entries(folds.metrics).map(([name, { mean, std }]) => ({
        label: metricName(name, say),
        value: metricText(name, mean, say),
        beside: say('± {0} over {1} folds', metricText(name, std, say), folds.count),
      }))
    : worth
      ? [
          {
            label: metricName(worth.metric, say),
            value: metricText(worth.metric, worth.value, say),
            beside: say('guess {0}', metricText(worth.metric, worth.baseline, say)),
          },
        ]
      : Object.entries(metrics)
          .filter(([name]) => name !== 'learning_rate' && !name.startsWith('val_'))
          .map(([name, value]) => ({ label: metricName(name, say), value: metricText(name, value, say) }));
  return [
    ...said,
    ...cautions.map(one => ({ kind: 'statement' as const, ...one })),
    ...(tiles.length > 0 ? [{ kind: 'tiles' as const, tiles }] : []),
  ];
}

const TONES: Readonly<Record<string, Tone>> = { better: 'good', unclear: 'caution', same: 'caution', worse: 'bad' };

function verdict({ verdict, rows, target }: NonNullable<ModelAbout['worth']>, say: Words): Block {
  const text = {
    better: say('It is better than guessing.'),
    unclear: say('It is perhaps better than guessing.'),
    same: say('It is not better than guessing.'),
    worse: say('It is worse than guessing.'),
  }[verdict];
  const more = say('Its answers about {0}, on {1} validation rows.', target, count(rows));
  return { kind: 'statement', text, more, tone: TONES[verdict] ?? 'plain' };
}

const gives = ({ targets }: ModelAbout, say: Words): Block => ({
  kind: 'table',
  table: {
    head: [say('Target'), say('What it is')],
    rows: targets.map(({ name, task, classes }) => [name, kindOfTarget(task, classes, say)]),
  },
});

function takes({ columns }: ModelAbout, say: Words): Block[] {
  const left = columns.length - MOST_COLUMNS;
  return [
    {
      kind: 'table',
      table: {
        head: [say('Column'), say('Type'), say('Read as')],
        rows: columns
          .slice(0, MOST_COLUMNS)
          .map(({ name, type, scaling }) => [name, typeName(type, say), scalingName(scaling, say)]),
      },
    },
    ...(left > 0
      ? [{ kind: 'text' as const, text: say('{0} more columns are not shown.', left), tone: 'quiet' as const }]
      : []),
  ];
}

const decides = ({ rows, targets }: ModelImportance, { say, look }: Manner): Block[] =>
  targets.map(({ target, share, columns }, t) => {
    const most = columns.slice(0, MOST_BARS);
    const title = say('What decides about {0}', target);
    const amount = (value: number): string => (share ? percent(value, say) : figure(value));
    const option = barChart(
      {
        title,
        categories: most.map(({ column }) => column),
        bars: [
          { name: say('Contribution'), values: most.map(({ importance }) => (share ? 100 * importance : importance)) },
        ],
        nameWidth: 200,
        value: { name: share ? say('Points of probability') : target },
        texts: most.map(({ importance }) => amount(importance)),
        legend: false,
      },
      look,
    );
    const caption = say('How much each column moves the answer, on average over {0} training rows.', count(rows));
    const size = { width: WHOLE.width, height: heightOfBars(most.length) };
    const picture: Picture = { name: `decides-${t + 1}`, title, summary: caption, ...size, option };
    return { kind: 'pictures', pictures: [{ picture, caption }] };
  });

/** The sections of the last evaluation; without one, how to get it. */
function evaluated(report: ReportData | null, manner: Manner): Section[] {
  const { say } = manner;
  if (!report)
    return [
      {
        title: say('How it does on rows that training has never seen'),
        blocks: [
          {
            kind: 'text',
            tone: 'quiet',
            text: say(
              'It was not evaluated since Node-RED was started: send it through an evaluate node, and its report is shown here.',
            ),
          },
        ],
      },
    ];
  const { subtitle = '', sections } = reportContent(report, manner);
  const [first, ...rest] = sections;
  const head: Block = { kind: 'text', tone: 'quiet', text: subtitle };
  return [{ title: say('How it was evaluated'), blocks: [head, ...(first?.blocks ?? [])] }, ...rest];
}

function history(about: ModelAbout, trained: string, { say, look }: Manner): Block[] {
  const { history, data, parameters, layers, engine, seed, chosen = [], calibrated, background, importedFrom } = about;
  const hidden = layers.filter(layer => layer !== 'InputLayer');
  const rows: (readonly [string, string])[] = [
    [say('When'), trained],
    [say('Data'), `${data.source} · ${say('{0} training rows', count(data.rows))}`],
    ...(importedFrom === undefined ? [] : [[say('Imported from'), importedFrom ?? '–'] as const]),
    [say('Parameters'), count(parameters)],
    [say('Layers'), hidden.join(', ')],
    ...(chosen.length > 0 ? [[say('Networks chosen'), chosen.join(', ')] as const] : []),
    [say('Engine'), engine],
    [say('Seed'), String(seed)],
    [say('Confidence'), calibrated ? say('calibrated on validation rows') : say('not known: no validation rows')],
    [say('Rows kept for explanations'), background > 0 ? count(background) : say('none')],
  ];
  const table: Block = { kind: 'table', table: { head: [say('What'), say('Value')], rows } };
  const lines = Object.entries(history).filter(([, values]) => values.length > 1);
  if (lines.length === 0) return [table];
  const title = say('Loss by epoch');
  const names: Readonly<Record<string, string>> = { loss: say('training rows'), val_loss: say('validation rows') };
  const option = lineChart(
    {
      title,
      x: { name: say('Epoch') },
      y: { name: say('Loss') },
      lines: lines.map(([name, values]) => ({
        name: names[name] ?? name,
        points: values.map((value, i) => [i + 1, value] as const).filter(([, value]) => Number.isFinite(value)),
      })),
    },
    look,
  );
  const picture: Picture = { name: 'loss', title, summary: say('The loss after each epoch.'), ...HALF, option };
  return [{ kind: 'beside', blocks: [{ kind: 'pictures', pictures: [{ picture }] }, table] }];
}
