export type { TrainingControl } from './control';
export { train } from './loop';
export { resolveNetwork } from './objective';
export { resolveOptimizer } from './optimizer';
export { type ClassWeight, checkPlan, type PlanInput, type Progress, seedFor, type TrainingPlan } from './plan';
export {
  checkpointFile,
  readInterrupted,
  removeCheckpoint,
  removeForsakenCheckpoints,
} from './process/checkpoint-file';
export {
  type Listener,
  prepareForTrainings,
  type StartOptions,
  startTraining,
  type TrainingRun,
} from './process/client';
export { setTrainingsAtOnce } from './process/pool';
export { checkRate } from './schedule';
