export { adviceFor } from './advice';
export { CurvesSoFar, curvesOf, thinned } from './curves';
export type { LiveRun } from './live-run';
export { Runs, type RunsOptions } from './runs';
export { RUN_LIMITS, type RunLimits, runLimits } from './settings';
