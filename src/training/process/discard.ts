import { cancelTraining, isAt, type RayJob, type RaySettings } from '../../cluster';
import { readInterrupted, removeCheckpoint } from './checkpoint-file';

interface Discarding {
  /** the cluster of the node now */
  readonly cluster: RaySettings | null;
  warn(text: string): void;
}

/**
 * Removes the checkpoint of a training that was given up. Its job on the cluster ends first; if that cannot be done, the
 * checkpoint stays, as nothing else knows the job, and this throws a Problem. A job on a cluster that is no longer the
 * node's is told by a warning.
 */
export async function discardCheckpoint(file: string, { cluster, warn }: Discarding): Promise<void> {
  const found = await readInterrupted(file).catch(() => null); // an unreadable checkpoint names no job
  if (found?.job) await end(found.job, cluster, warn);
  await removeCheckpoint(file);
}

/** Before a training with this key: ends the job of an interrupted one that nobody would follow any more, as above. */
export async function endOtherJob(file: string, key: string, { cluster, warn }: Discarding): Promise<void> {
  const found = await readInterrupted(file).catch(() => null); // an unreadable checkpoint names no job
  if (found?.job && !(found.key === key && cluster && isAt(cluster, found.job))) await end(found.job, cluster, warn);
}

async function end(job: RayJob, cluster: RaySettings | null, warn: (text: string) => void): Promise<void> {
  if (cluster && isAt(cluster, job)) return cancelTraining(cluster, job);
  warn(`the job ${job.id} may still run on the Ray cluster at ${job.address}: stop it there`);
}
