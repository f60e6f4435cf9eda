export { type Awaited, type Judge, type Judged, judgeOf, type WindowTold } from './judge';
export { type KeptAlarms, type KeptSeriesAlarm, keptAlarms } from './kept';
export { type ChartPoint, chartPoints } from './points';
export { type AlarmRules, blamed, type KeptAlarm, noAlarm, type OpenAlarm, takeReading } from './state';
export { awaitedAt, beginStep, type LastStep, takeStep } from './step';
export { type AlarmOptions, alarmsAbove, type Threshold, thresholdOf } from './threshold';
export { endWords, howUnusual, leftWords, startWords, toBlame } from './words';
