export { automaticTraining, automaticWords, decided, type LeftToTraining } from './automatic';
export type { TrainingControl } from './control';
export { trainWithFolds } from './cross-validation';
export { furtherPipeline, networkToTrain, ownPipeline } from './further';
export { train } from './loop';
export {
  type ClassWeight,
  checkPlan,
  MOST_FOLDS,
  type PlanInput,
  type PretrainedPlan,
  type Progress,
  planArguments,
  seedFor,
  type TrainingPlan,
} from './plan';
export { columnsAsIn, pretrainedPlan, withPretrainedColumns } from './pretrained';
export {
  checkpointFile,
  readInterrupted,
  removeOrphanedCheckpoints,
} from './process/checkpoint-file';
export { prepareForTrainings, startTraining } from './process/client';
export { discardCheckpoint } from './process/discard';
export { readOrder } from './process/order-file';
export { setTrainingsAtOnce } from './process/pool';
export type { Listener, StartOptions, TrainingRun, Watcher } from './process/run';
export { resolveNetwork } from './step/objective';
export { resolveOptimizer } from './step/optimizer';
export { learningRateMultipliers } from './step/rates';
export { checkRate } from './step/schedule';
