/** The plain JSON types and typed arrays that values, files and messages between processes are made of. */

export type * from './anomaly';
export { FAULTS, MEASURES } from './anomaly';
export type * from './calibration';
export type * from './card';
export type * from './column';
export { COLUMN_TYPES, DATE_FORMATS, DURATION_UNITS, SCALINGS } from './column';
export type * from './data-report';
export type * from './dataset';
export type * from './forecast';
export { BASELINES } from './forecast';
export type * from './layer-preview';
export type * from './model-about';
export type * from './network';
export type * from './network-summary';
export type * from './optimizer';
export type * from './pipeline';
export type * from './recipe';
export type * from './report';
export type * from './run';
export type * from './series';
export { AGGREGATES, CALENDAR, FILLINGS } from './series';
export type * from './single-nodes';
export type * from './tensor';
export type * from './tensor-view';
