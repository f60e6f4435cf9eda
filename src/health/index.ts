export { type Change, type Drift, LEAST_RECORDS } from './drift';
export { Health, type HealthState, healthState, PAUSE as COMPARED_EVERY } from './health';
export { LEVELS, type Level } from './timeline';
export { driftText } from './words';
