/** Trainings on a cluster. */

export { rayUrl } from './ray/address';
export type { RayEvent, Tally } from './ray/events';
export { followTraining } from './ray/follow';
export {
  addressOf,
  cancelTraining,
  canFollow,
  endTraining,
  isAt,
  type RayJob,
  submitTraining,
  uploadTraining,
} from './ray/job';
export { checkCluster } from './ray/jobs';
export { npy } from './ray/npy';
export { PATIENCE, type Patience, persist, resumable } from './ray/patience';
export type { Files } from './ray/program';
export type { RaySettings } from './ray/settings';
