import type { TargetPipeline, Task } from '../spec';

/** A target of whole numbers as classes, if the task asks for that; any other target unchanged. */
export function targetForTask(target: TargetPipeline, task: Task | undefined): TargetPipeline {
  const { categories, ...rest } = target;
  const isAsked = task === 'classification' || task === 'binary';
  if (!isAsked || target.task !== 'regression' || categories === undefined || categories.length < 2) return target;
  return {
    ...rest,
    transform: { kind: 'index', categories },
    task: categories.length === 2 ? 'binary' : 'classification',
    classes: categories,
  };
}
