import type { TargetPipeline, Task } from '../spec';

/** A target of whole numbers as the classes that a task asks for; any other target as it is. */
export function asAsked(target: TargetPipeline, task: Task | undefined): TargetPipeline {
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
