import { badArgument, Problem } from '../../errors';
import type { Grid, SeriesOptions, SeriesPipeline, Span } from '../../spec';
import { gridText, inSteps } from './grid';
import { spanText } from './span';

/** From the settings of a series to steps of its grid. */

/** Holes of this many steps are filled where nothing is set. */
const FILL = 3;
const [LEAST_HISTORY, MOST_HISTORY] = [16, 1024];
/** Of a forecast: so many seasons tell it from noise, in a window that leaves most of the series for others. */
const [SEASONS, SHARE] = [8, 0.4];
/** Steps that are predicted at once. */
const MOST_STEPS = 2 ** 20;

/** A length as steps; of readings, which have no period, only a number of steps is one. */
export function stepsIn(name: string, span: Span, grid: Grid, least: number): number {
  const steps = inSteps(span, grid);
  if (steps === null)
    throw badArgument(
      name,
      'a number of readings, because their times are not evenly spaced (or set a period)',
      spanText(span),
    );
  const fewest = span.size > 0 ? Math.max(1, least) : least; // a length that rounds to no step at all is not meant
  if (steps < fewest || steps > MOST_STEPS)
    throw badArgument(name, `from ${fewest} to ${MOST_STEPS} steps of ${gridText(grid)}`, spanText(span));
  return steps;
}

/** How long a hole may be. */
export function fillOf(
  { fill }: SeriesOptions,
  grid: Grid,
): Pick<SeriesPipeline, 'fill'> & { readonly longest?: number } {
  if (fill === undefined) return { fill: FILL };
  const steps = inSteps(fill, grid);
  if (steps !== null) return { fill: steps };
  return { fill: FILL, longest: fill.size };
}

export interface Reach {
  readonly history: number;
  readonly horizon: number;
  readonly gap: number;
  readonly stride: number;
}

/** What the lengths of a window depend on. */
export interface About {
  readonly grid: Grid;
  readonly season: number;
  /** of the longest stretch */
  readonly steps: number;
  /** the target is a class, of one step */
  readonly classes: boolean;
}

/** The lengths of a window. */
export function reachOf(options: SeriesOptions, { grid, season, steps, classes }: About): Reach {
  const { history, horizon, gap, stride } = options;
  const ahead = horizon === undefined ? (classes ? 0 : 1) : stepsIn('horizon', horizon, grid, 0);
  if (classes && ahead > 1)
    throw new Problem(
      `horizon must be 0 (the label of the window) or 1 for a target of classes, received ${ahead} steps; gap says how far ahead that step is`,
      { argument: 'horizon', received: ahead },
    );
  const past =
    history === undefined
      ? defaultHistory(season > 1 ? season : 0, ahead > 0 && !classes ? steps : 0)
      : stepsIn('history', history, grid, 1);
  return {
    history: past,
    horizon: ahead,
    gap: ahead === 0 || gap === undefined ? 0 : stepsIn('gap', gap, grid, 0),
    stride: stride === undefined ? 1 : stepsIn('stride', stride, grid, 1),
  };
}

/** Whole seasons, at least two. */
function defaultHistory(season: number, steps: number): number {
  if (season === 0) return LEAST_HISTORY;
  const most = Math.min(SEASONS, Math.floor((SHARE * steps) / season), Math.floor(MOST_HISTORY / season));
  return Math.min(MOST_HISTORY, Math.max(LEAST_HISTORY, Math.max(2, most) * season));
}
