import type { RayEvent, RaySettings } from '../../cluster';
import { Problem } from '../../errors';

type Failure = Extract<RayEvent, { event: 'failed' | 'lacking' | 'missing' }>;

/** Why a job gives no model, and the remedy. */
export function problemOf(event: Failure, { workers, environment }: RaySettings): Problem {
  if (event.event === 'lacking')
    return new Problem(
      `the machines of the cluster, the largest of which has ${event.largest} processors, have place for ${event.places} workers with ${event.cpus} each, and ${workers} are set: set fewer workers, or fewer processors for each`,
      { argument: 'workers' },
    );
  if (event.event === 'missing')
    return new Problem(
      `the Python ${event.python} of the cluster lacks the package ${event.package}: install it there, or set environment to ${`${environment} ${event.package}`.trim()}`,
      { argument: 'environment' },
    );
  const { reason, message } = event;
  if (reason === 'memory')
    return new Problem(`a worker ran out of memory: set fewer workers a machine, or a smaller batchSize (${message})`, {
      argument: 'workers',
    });
  if (reason === 'lost') return new Problem(`workers of the cluster were lost again and again: ${message}`);
  return new Problem(`the training failed on the cluster: ${message}`);
}
