import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { Problem } from '../../errors';
import { type Address, ask, type Reply } from './connection';

/** Ray's Jobs API. Source: docs.ray.io, "Ray Jobs REST API". */

/** The first version of Ray in which Train is what the Python beside this file uses. */
const LEAST = [2, 51] as const;

const version = z.object({ ray_version: z.string() });
const job = z.object({
  status: z.enum(['PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED']),
  message: z.string().nullish(),
});
export type JobInfo = z.infer<typeof job>;

export const hasEnded = ({ status }: JobInfo): boolean => status !== 'PENDING' && status !== 'RUNNING';

/** Bytes that Ray's head takes in one upload, with some to spare. */
const MOST_UPLOAD = 95 * 2 ** 20;
const UPLOAD_TIMEOUT = 120_000;

/** The version of Ray. Throws a Problem if there is no Ray, it refuses the token, or it is too old. */
export async function checkCluster(at: Address): Promise<string> {
  const reply = await ask(at, '/api/version');
  const found = version.safeParse(json(reply));
  if (reply.status !== 200 || !found.success)
    throw new Problem(`there is no Ray dashboard at ${at.url}: it answers ${reply.status}. The usual port is 8265`, {
      argument: 'address',
    });
  const { ray_version: said } = found.data;
  const [major = 0, minor = 0] = said.split('.').map(Number);
  if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1]))
    throw new Problem(`the cluster runs Ray ${said}, and Ray ${LEAST.join('.')} or newer is needed`, { version: said });
  return said;
}

/** Uploads a package unless the cluster has it; returns its URI. */
export async function upload(at: Address, zip: Uint8Array): Promise<string> {
  if (zip.length > MOST_UPLOAD)
    throw new Problem(
      `the data of this training are too large for the cluster's head: at most ${MOST_UPLOAD / 2 ** 20} MB compressed, received ${Math.ceil(zip.length / 2 ** 20)} MB. Train on fewer rows`,
    );
  const name = `_ray_pkg_${createHash('sha256').update(zip).digest('hex').slice(0, 32)}.zip`;
  const path = `/api/packages/gcs/${name}`;
  if ((await ask(at, path)).status !== 200) {
    const put = { method: 'PUT', body: zip, type: 'application/octet-stream', timeout: UPLOAD_TIMEOUT } as const;
    expectOk(
      await ask(at, path, put),
      said => new Problem(`the Ray cluster at ${at.url} does not take the data: ${said}`),
    );
  }
  return `gcs://${name}`;
}

export interface Submission {
  readonly id: string;
  readonly entrypoint: string;
  readonly runtimeEnv: Readonly<Record<string, unknown>>;
}

export async function submit(at: Address, { id, entrypoint, runtimeEnv }: Submission): Promise<void> {
  const body = JSON.stringify({ entrypoint, submission_id: id, runtime_env: runtimeEnv });
  const reply = await ask(at, '/api/jobs/', { method: 'POST', body, timeout: 60_000 });
  expectOk(reply, said => new Problem(`the Ray cluster at ${at.url} does not take the job: ${said}`));
}

/** null: the cluster does not know it (any more) */
export async function jobInfo(at: Address, id: string): Promise<JobInfo | null> {
  const reply = await ask(at, `/api/jobs/${id}`);
  if (reply.status === 404) return null;
  const found = job.safeParse(json(reply));
  if (found.success) return found.data;
  throw new Problem(`the Ray cluster at ${at.url} does not tell how the job is: ${saidOf(reply)}`, {
    argument: 'address',
  });
}

/** How long a job is told to end, and how long the cluster is asked for one that it does not know, in milliseconds. */
const ENDING = { most: 20_000, unknown: 5000, pause: 500 };

/**
 * Ends a job at once; resolves when it has ended. One that the cluster does not know may be on its way to it: it is asked
 * for a while. Throws a Problem if the job may still run.
 */
export async function stopJob(at: Address, id: string, { most, unknown, pause } = ENDING): Promise<void> {
  const began = performance.now();
  let wasKnown = false;
  for (;;) {
    const reply = await ask(at, `/api/jobs/${id}/stop`, { method: 'POST', body: '' });
    const info = await jobInfo(at, id);
    if (info !== null && hasEnded(info)) return;
    wasKnown ||= info !== null;
    const waited = performance.now() - began;
    if (info === null && (wasKnown || waited >= unknown)) return;
    if (waited >= most) throw new Problem(`it answers ${saidOf(reply)}`);
    await sleep(pause);
  }
}

function expectOk(reply: Reply, problem: (said: string) => Problem): void {
  if (reply.status < 200 || reply.status >= 300) throw problem(saidOf(reply));
}

/** Ray answers with a traceback, whose last line is what happened. */
const saidOf = ({ status, text }: Reply): string => `${status} ${text.trim().split('\n').at(-1) ?? ''}`.slice(0, 500);

function json({ text }: Reply): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // not JSON: the schema refuses it
  }
}
