export { type TrainingControl, train } from './loop';
export { resolveNetwork } from './objective';
export { type ClassWeight, checkPlan, type PlanInput, type Progress, type TrainingPlan } from './plan';
export { type Listener, type StartOptions, startTraining, type TrainingRun } from './process/client';
export { checkRate, resolveSchedule } from './schedule';
