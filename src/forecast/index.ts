export { baselines } from './baselines';
