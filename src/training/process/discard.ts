import { cancelTraining, type RaySettings } from '../../cluster';
import { readInterrupted, removeCheckpoint } from './checkpoint-file';

/**
 * Removes the checkpoint of a training that is over, or was given up: its job on the cluster ends too, if it still runs.
 * The checkpoint goes even if the cluster cannot be reached; then this throws.
 */
export async function discardCheckpoint(file: string, cluster?: RaySettings): Promise<void> {
  const found = cluster && (await readInterrupted(file).catch(() => null)); // an unreadable checkpoint names no job
  await removeCheckpoint(file);
  if (cluster && found?.job) await cancelTraining(cluster, found.job);
}

/** Ends the job of an interrupted training with another order: nobody would follow it any more. */
export async function endOtherJob(file: string, cluster: RaySettings, key: string): Promise<void> {
  const found = await readInterrupted(file).catch(() => null); // an unreadable checkpoint names no job
  if (found?.job && found.key !== key) await cancelTraining(cluster, found.job);
}
