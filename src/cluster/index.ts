/** Trainings on a cluster. */

export { rayUrl } from './ray/address';
export type { RayEvent, Tally } from './ray/events';
export {
  addressOf,
  cancelTraining,
  canFollow,
  endTraining,
  followTraining,
  type RayJob,
  submitTraining,
} from './ray/job';
export { checkCluster } from './ray/jobs';
export { npy } from './ray/npy';
export type { Files } from './ray/program';
export type { RaySettings } from './ray/settings';
