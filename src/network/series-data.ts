import type { SeriesData } from '../catalogue/recipes';
import { channelPlaces, normalSensors } from '../data';
import type { Pipeline } from '../spec';

/**
 * Windows of series whose next numbers are to be predicted, as a recipe sees them; undefined: the data are something else.
 */
export function seriesData({ series, targets, features }: Pipeline): SeriesData | undefined {
  const history = features.find(({ name }) => name === series?.windows.history);
  if (series === undefined || history === undefined || series.horizon === 0 || targets.length === 0) return undefined;
  const places = channelPlaces(series);
  const found = targets.map(({ name }) => ({ name, channel: places.get(name) ?? -1 }));
  const areNumbers = targets.every(({ task }) => task === 'regression') && found.every(({ channel }) => channel >= 0);
  if (!areNumbers) return undefined;
  const known = features.find(({ name }) => name === series.windows.known);
  return {
    ...{ history: history.shape[0]!, channels: history.shape[1]!, horizon: series.horizon, gap: series.gap },
    ...{ season: series.season, known: known?.shape[1] ?? 0, targets: found },
  };
}

/** Windows of which the last readings themselves are the targets, as a recipe sees them; undefined: the data are something else. */
export function readingsData(pipeline: Pipeline): SeriesData | undefined {
  const { series, features } = pipeline;
  const targets = normalSensors(pipeline);
  const history = features.find(({ name }) => name === series?.windows.history);
  if (series === undefined || targets === null || history === undefined) return undefined;
  return {
    ...{ history: history.shape[0]!, channels: history.shape[1]!, horizon: 0, gap: 0 },
    ...{ season: series.season, known: 0, targets },
  };
}

/** What the data are instead, in words. */
export const noForecast = ({ series, targets }: Pipeline): string =>
  series === undefined
    ? 'a table without time series'
    : series.horizon === 0
      ? 'a horizon of 0'
      : `the target ${targets.map(({ name }) => name).join(', ')}, which is not a number of each step`;

/** What the data are instead of readings whose normal values are to be learned, in words. */
export const noReadings = ({ series, targets }: Pipeline): string =>
  series === undefined ? 'a table without time series' : `the target ${targets.map(({ name }) => name).join(', ')}`;
