export { automaticTraining, automaticWords, decided, type LeftToTraining } from './automatic';
export type { TrainingControl } from './control';
export { trainWithFolds } from './cross-validation';
export { train } from './loop';
export { resolveNetwork } from './objective';
export { resolveOptimizer } from './optimizer';
export {
  type ClassWeight,
  checkPlan,
  MOST_FOLDS,
  type PlanInput,
  type Progress,
  planArguments,
  seedFor,
  type TrainingPlan,
} from './plan';
export {
  checkpointFile,
  readInterrupted,
  removeCheckpoint,
  removeOrphanedCheckpoints,
} from './process/checkpoint-file';
export { prepareForTrainings, startTraining } from './process/client';
export { setTrainingsAtOnce } from './process/pool';
export type { Listener, StartOptions, TrainingRun, Watcher } from './process/run';
export { learningRateMultipliers } from './rates';
export { checkRate } from './schedule';
