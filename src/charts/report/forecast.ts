import type { ForecastReport, ReportData } from '../../spec';
import { lineChart, type Point } from '../lines';
import type { Captioned, Section } from '../page/content';
import { WHOLE } from '../picture';
import type { Manner } from '../present';
import type { Words } from '../wording';
import { captioned, type PictureName } from './captioned';
import { count, figure, percent } from './figures';

/** A network's forecasts beside simple ones: errors, the last window with its band, and the errors by step. */
export function forecastSection({ forecast, target }: ReportData, manner: Manner, name: PictureName): Section[] {
  if (forecast === undefined) return [];
  const { say } = manner;
  const { methods, windows, band, better, baseline, share } = forecast;
  return [
    {
      title: say('Beside simple forecasts'),
      blocks: [
        {
          kind: 'text',
          text: better
            ? share < 1
              ? say(
                  'On the validation rows a blend, {0} of it the network and the rest {1}, was better than this best simple forecast alone.',
                  percent(share, say),
                  nameOf(baseline, say),
                )
              : say(
                  'On the validation rows the network was better than the best simple forecast, {0}.',
                  nameOf(baseline, say),
                )
            : say(
                'On the validation rows the network was no better than the best simple forecast, {0}: predict answers with that.',
                nameOf(baseline, say),
              ),
        },
        {
          kind: 'table',
          table: {
            head: [say('Forecast'), 'MASE', 'sMAPE', 'MAE', 'RMSE'],
            rows: methods.map(({ name: method, mase, smape, mae, rmse }) => [
              nameOf(method, say),
              mase === undefined ? '' : figure(mase),
              percent(smape, say),
              figure(mae),
              figure(rmse),
            ]),
            numbers: [1, 2, 3, 4],
          },
        },
        {
          kind: 'text',
          text: say(
            'Of {0} windows. MASE is the error in units of what the season before gets wrong within the window: below 1 is better than that.',
            count(windows),
          ),
          tone: 'quiet',
        },
        ...(band
          ? [
              {
                kind: 'text',
                text: say(
                  'The band of {0} held the true number in {1} of the cases, and is {2} wide on average.',
                  percent(band.confidence, say),
                  percent(band.share, say),
                  figure(band.width),
                ),
              } as const,
            ]
          : []),
        { kind: 'pictures', pictures: [lastWindow(forecast, target, manner, name), bySteps(forecast, manner, name)] },
      ],
    },
  ];
}

const nameOf = (method: ForecastReport['methods'][number]['name'], say: Words): string => {
  switch (method) {
    case 'network':
      return say('network');
    case 'blend':
      return say('blend');
    case 'combination':
      return say('mean of Holt-Winters and Theta');
    case 'last value':
      return say('last value');
    case 'seasonal naive':
      return say('season before');
    case 'drift':
      return say('straight line');
    default:
      return method;
  }
};

function lastWindow(
  { last, baseline, share }: ForecastReport,
  target: string,
  { say, look }: Manner,
  name: PictureName,
): Captioned {
  const { history, gap, actual, forecast } = last;
  const past = history.map((value, i): Point => [i + 1 - history.length, value]);
  const ahead = (values: readonly number[]): Point[] => values.map((value, step) => [gap + step + 1, value]);
  const band = forecast.flatMap(({ low, high }, step) =>
    low === undefined || high === undefined ? [] : [[gap + step + 1, low, high] as const],
  );
  const title = say('The last window');
  const option = lineChart(
    {
      title,
      x: { name: say('steps') },
      y: { name: target },
      lines: [
        { name: say('past'), points: past, color: look.ink },
        { name: say('what came'), points: [past.at(-1)!, ...ahead(actual)], color: look.good },
        {
          name: nameOf(share < 1 ? 'blend' : 'network', say),
          points: ahead(forecast.map(({ value }) => value)),
          color: look.series[0]!,
        },
        { name: nameOf(baseline, say), points: ahead(last.baseline), quiet: true },
      ],
      ...(band.length > 0 && { band: { name: say('band'), points: band, color: look.series[0]! } }),
    },
    look,
  );
  return {
    picture: { name: name('forecast'), title, summary: title, option, ...WHOLE },
    caption: say('The past, the forecast with its band, and what came.'),
  };
}

function bySteps({ steps, baseline, share }: ForecastReport, { say, look }: Manner, name: PictureName): Captioned {
  const title = say('Errors by step');
  const option = lineChart(
    {
      title,
      x: { name: say('steps ahead') },
      y: { name: 'MAE', min: 0 },
      lines: [
        {
          name: nameOf(share < 1 ? 'blend' : 'network', say),
          points: steps.map(({ step, mae }): Point => [step, mae]),
          marked: steps.length < 30,
        },
        {
          name: nameOf(baseline, say),
          points: steps.map(({ step, baseline: error }): Point => [step, error]),
          quiet: true,
        },
      ],
    },
    look,
  );
  return captioned(name('steps-ahead'), title, option, say('Mean absolute errors of each step of the horizon.'));
}
