import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, Problem } from '../../errors';
import { rayUrl } from './address';
import type { Address } from './connection';
import { checkCluster, hasEnded, type JobInfo, jobInfo, stopJob, submit, upload } from './jobs';
import { PATIENCE, type Patience, persist } from './patience';
import { type Files, jobPackage } from './program';
import type { RaySettings } from './settings';

/** A job on a cluster: enough to find it again. Holds no secret. */
export interface RayJob {
  readonly id: string;
  /** the package that it is made of */
  readonly uri: string;
  /** the cluster on which it runs: the URL of its Jobs API */
  readonly address: string;
}

export const addressOf = ({ address, token }: RaySettings): Address => ({ url: rayUrl(address), token });

/** Uploads a training; its job has this id, and begins with `submitTraining`. Throws a Problem. */
export async function uploadTraining(settings: RaySettings, id: string, files: Files): Promise<RayJob> {
  const { workers, cpus, storage } = settings;
  const at = addressOf(settings);
  const uri = await upload(at, jobPackage(files, { name: id, workers, cpus, storage }));
  return { id, uri, address: at.url };
}

export const submitTraining = (settings: RaySettings, job: RayJob): Promise<void> =>
  run(settings, job, job.id, 'train');

/**
 * Asks a training to end with what is best so far: a small job tells it, because Ray's API has no message to a job.
 * Resolves when it has been told, or `signal` says that the training has ended. Throws a Problem if it cannot be told.
 */
export async function endTraining(
  settings: RaySettings,
  job: RayJob,
  warn: (text: string) => void,
  { signal, patience = PATIENCE }: { readonly signal: AbortSignal; readonly patience?: Patience },
): Promise<void> {
  const at = addressOf(settings);
  const submitted = async (): Promise<string> => {
    const id = `${job.id}-stop-${randomUUID().slice(0, 8)}`;
    if (!signal.aborted) await run(settings, job, id, `stop ${job.id}`);
    return id;
  };
  const id = await persist(submitted, warn, patience);
  while (!signal.aborted) {
    const info = await persist(() => jobInfo(at, id), warn, patience);
    if (signal.aborted || info?.status === 'SUCCEEDED') return;
    if (info === null || hasEnded(info)) throw new Problem(info ? saidBy(info) : 'the cluster does not know it');
    await pause(patience.pause);
  }
}

/** Ends a training at once. Throws a Problem, which names the job, if it may still run. */
export async function cancelTraining(settings: RaySettings, job: RayJob): Promise<void> {
  try {
    await stopJob(addressOf(settings), job.id);
  } catch (error) {
    throw new Problem(
      `the job ${job.id} may still run on the Ray cluster at ${job.address}: stop it there, or cancel again (${messageOf(error)})`,
      { job: job.id },
    );
  }
}

/** Does this address lead to the cluster of the job? */
export const isAt = (settings: RaySettings, { address }: RayJob): boolean => addressOf(settings).url === address;

/** Is the job still known to the cluster, running or with a result? */
export async function canFollow(settings: RaySettings, { id }: RayJob): Promise<boolean> {
  const info = await knownJob(addressOf(settings), id);
  return info !== null && info.status !== 'STOPPED' && info.status !== 'FAILED';
}

/** What Ray says of a job; null: it does not know it. Throws a Problem if something else answers that it knows nothing. */
export async function knownJob(at: Address, id: string): Promise<JobInfo | null> {
  const info = await jobInfo(at, id);
  if (info === null) await checkCluster(at);
  return info;
}

/** Why a job ended that says nothing of it itself; `last`: the last line of its log. */
export const saidBy = ({ message }: JobInfo, last = ''): string =>
  (message?.trim().split('\n').at(-1) || last || 'it said nothing').slice(0, 500);

function run(settings: RaySettings, { uri }: RayJob, id: string, command: string): Promise<void> {
  const packages = settings.environment.split(/\s+/).filter(Boolean);
  return submit(addressOf(settings), {
    id,
    entrypoint: `python -m tensorwire_ray ${command}`,
    runtimeEnv: {
      working_dir: uri,
      env_vars: { RAY_TRAIN_V2_ENABLED: '1' },
      ...(packages.length > 0 && { pip: packages }),
    },
  });
}
