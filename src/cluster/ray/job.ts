import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../../errors';
import { rayUrl } from './address';
import type { Address } from './connection';
import { eventOf, type RayEvent } from './events';
import { hasEnded, jobInfo, stopJob, submit, upload } from './jobs';
import { type Files, jobPackage } from './program';
import type { RaySettings } from './settings';
import { tail } from './tail';

/** A job that was submitted: enough to find it again. Holds no secret. */
export interface RayJob {
  readonly id: string;
  /** the package that it was made of */
  readonly uri: string;
}

/** How long a cluster may be out of reach before a training is given up, in milliseconds. */
const LOST = 5 * 60_000;
const PAUSE = 2000;

export const addressOf = ({ address, token }: RaySettings): Address => ({ url: rayUrl(address), token });

/** Submits a training under this id. Throws a Problem. */
export async function submitTraining(settings: RaySettings, id: string, files: Files): Promise<RayJob> {
  const { workers, cpus, storage } = settings;
  const at = addressOf(settings);
  const uri = await upload(at, jobPackage(files, { name: id, workers, cpus, storage }));
  const job = { id, uri };
  await run(settings, job, id, 'train');
  return job;
}

/** Asks a training to end with what is best so far: a small job tells it, because Ray's API has no message to a job. */
export const endTraining = (settings: RaySettings, job: RayJob): Promise<void> =>
  run(settings, job, `${job.id}-stop-${randomUUID().slice(0, 8)}`, `stop ${job.id}`);

export const cancelTraining = (settings: RaySettings, { id }: RayJob): Promise<void> =>
  stopJob(addressOf(settings), id);

/** Is the job still known to the cluster, running or with a result? */
export async function canFollow(settings: RaySettings, { id }: RayJob): Promise<boolean> {
  const info = await jobInfo(addressOf(settings), id);
  return info !== null && info.status !== 'STOPPED' && info.status !== 'FAILED';
}

function run(settings: RaySettings, { uri }: RayJob, id: string, command: string): Promise<void> {
  const { environment } = settings;
  const image = /^image:\s*(\S+)$/.exec(environment)?.[1];
  const packages = image ? [] : environment.split(/\s+/).filter(Boolean);
  return submit(addressOf(settings), {
    id,
    entrypoint: `python -m tensorwire_ray ${command}`,
    runtimeEnv: {
      working_dir: uri,
      env_vars: { RAY_TRAIN_V2_ENABLED: '1' },
      ...(image && { image_uri: image }),
      ...(packages.length > 0 && { pip: packages }),
    },
  });
}

/**
 * Tells all events of a training from its first on, until its job has ended. A lost connection is made again; `lost`
 * is called when that begins. Throws a Problem if the job fails without an event that says why.
 */
export async function followTraining(
  settings: RaySettings,
  job: RayJob,
  { hear, lost, signal }: { hear(event: RayEvent): void; lost(error: Error): void; signal: AbortSignal },
): Promise<void> {
  const at = addressOf(settings);
  let heard = 0;
  let since: number | null = null;
  let last = '';
  let saidWhy = false;
  const connect = async (): Promise<boolean> => {
    let line = 0;
    const each = (text: string): void => {
      since = null;
      if (++line <= heard) return; // Ray begins with the first line again
      heard = line;
      const event = eventOf(text);
      if (event === null) last = text.trim() || last;
      else {
        saidWhy ||= ['failed', 'lacking', 'missing', 'not_finite', 'result'].includes(event.event);
        hear(event);
      }
    };
    await tail(at, job.id, each, signal);
    const info = await jobInfo(at, job.id);
    if (info === null) throw new Problem('the cluster no longer knows the job: was it restarted?', { gone: true });
    if (!hasEnded(info)) return false;
    if (!saidWhy) throw ended(info.status, info.message ?? '', last);
    return true;
  };
  for (;;) {
    try {
      if (signal.aborted || (await connect()) || signal.aborted) return;
    } catch (error) {
      if (!(error instanceof Problem) || error.details.argument !== 'address' || signal.aborted) throw error;
      if (since === null) lost(error);
      since ??= Date.now();
      // the job may go on: the same order finds it again
      if (Date.now() - since > LOST) throw new Problem(error.problem, { ...error.details, resumes: true });
    }
    await pause(PAUSE);
  }
}

/** Why a job ended that said nothing of it itself. */
function ended(status: string, message: string, last: string): Problem {
  if (status === 'STOPPED') return new Problem('the job was stopped on the cluster');
  const said = message.trim().split('\n').at(-1) || last || 'it said nothing';
  return new Problem(`the job failed on the cluster: ${said.slice(0, 500)}`);
}
