import type { AnomalyReport, FaultName, MeasureName, ReportData } from '../../spec';
import { lineChart, type Point } from '../lines';
import type { Section } from '../page/content';
import { WHOLE } from '../picture';
import type { Manner } from '../present';
import type { Words } from '../wording';
import type { PictureName } from './captioned';
import { count, percent } from './figures';

/** How many faults a model of normal readings finds, by which measure, and the scores of the last readings. */
export function anomalySection({ anomaly }: ReportData, manner: Manner, name: PictureName): Section[] {
  if (anomaly === undefined) return [];
  const { say } = manner;
  const { measure, quality, above, windows } = anomaly;
  return [
    {
      title: say('Unusual readings'),
      blocks: [
        {
          kind: 'text',
          text:
            measure === 'network'
              ? say('The score of a reading is how far it is from what the network expects.')
              : say('The score of a reading is what principal components of its window cannot hold.'),
        },
        ...(quality
          ? [
              {
                kind: 'text',
                text: say(
                  'Faults were put into validation windows: the shares that are found, with one false alarm in 100 readings.',
                ),
              } as const,
              { kind: 'table', table: faultTable(quality, measure, say) } as const,
            ]
          : [
              {
                kind: 'text',
                text: say(
                  'There were too few validation rows to put faults into them: how well it finds them is unknown.',
                ),
              } as const,
            ]),
        ...above.map(
          ({ normal, share }) =>
            ({
              kind: 'text',
              text: say(
                'Of these {0} readings {1} are as unusual as {2} of normal ones.',
                count(windows),
                percent(share, say),
                percent(normal, say),
              ),
            }) as const,
        ),
        { kind: 'pictures', pictures: [scoresOf(anomaly, manner, name)] },
      ],
    },
  ];
}

function faultTable(quality: NonNullable<AnomalyReport['quality']>, measure: MeasureName, say: Words) {
  const names = Object.keys(quality[measure].found) as FaultName[];
  const share = (of: MeasureName, fault: FaultName): string => percent(quality[of].found[fault] ?? 0, say);
  return {
    head: [say('Fault'), say('network'), say('principal components')],
    rows: [
      ...names.map(fault => [faultWord(fault, say), share('network', fault), share('pca', fault)]),
      [say('all'), percent(quality.network.mean, say), percent(quality.pca.mean, say)],
      [say('right sensor named first'), percent(quality.network.named, say), percent(quality.pca.named, say)],
    ],
    numbers: [1, 2],
  };
}

function faultWord(fault: FaultName, say: Words): string {
  switch (fault) {
    case 'spike':
      return say('spike');
    case 'stuck':
      return say('stuck value');
    case 'drift':
      return say('drift');
    case 'noise':
      return say('noise');
    case 'correlation':
      return say('broken correlation');
  }
}

function scoresOf({ scores }: AnomalyReport, { say, look }: Manner, name: PictureName) {
  const title = say('Scores of the last readings');
  const points = scores.map((score, i): Point => [i + 1 - scores.length, score]);
  const option = lineChart(
    {
      title,
      x: { name: say('readings') },
      y: { name: say('score'), min: 0 },
      lines: [{ name: say('score'), points, color: look.series[0]! }],
    },
    look,
  );
  return {
    picture: { name: name('scores'), title, summary: title, option, ...WHOLE },
    caption: say('The score of each reading: 1 is usual.'),
  };
}
