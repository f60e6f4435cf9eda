import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, Problem } from '../../errors';
import { eventOf, type RayEvent } from './events';
import { addressOf, cancelTraining, knownJob, type RayJob, saidBy } from './job';
import { hasEnded } from './jobs';
import { Contact, isOutOfReach, PATIENCE, type Patience } from './patience';
import type { RaySettings } from './settings';
import { tail } from './tail';

/** After one of these, a job ends. */
const LAST: readonly RayEvent['event'][] = ['failed', 'lacking', 'missing', 'not_finite', 'result'];

interface Follower {
  /** a promise: the next event waits for it */
  hear(event: RayEvent): unknown;
  warn(text: string): void;
  readonly patience?: Patience;
}

/**
 * Tells all events of a training from its first on, until its job has ended. A lost connection is made again, with a
 * warning. A job that has said how it ended and does not end, because some of its processes hang, is ended. Throws a
 * Problem if the job fails without an event that says why; with `resumes` if it may go on.
 */
export async function followTraining(
  settings: RaySettings,
  job: RayJob,
  { hear, warn, patience = PATIENCE }: Follower,
): Promise<void> {
  const at = addressOf(settings);
  const contact = new Contact(warn, patience);
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let heard = 0;
  let last = '';
  const each = async (text: string): Promise<void> => {
    contact.made();
    heard++;
    const event = eventOf(text);
    if (event === null) last = text.trim() || last;
    else {
      if (LAST.includes(event.event)) timer ??= setTimeout(() => late.abort(), patience.end);
      await hear(event);
    }
  };
  /** true: the job has ended */
  const connect = async (): Promise<boolean> => {
    let line = 0;
    const before = heard;
    // Ray begins with the first line again
    const closed = await tail(at, job.id, text => (++line > before ? each(text) : undefined), late.signal).then(
      () => null,
      (error: unknown) => error,
    );
    if (closed !== null && !isOutOfReach(closed)) throw closed;
    const info = await knownJob(at, job.id); // it may say why there is no log
    if (info === null) throw new Problem('the cluster no longer knows the job: was it restarted?', { gone: true });
    if (closed !== null) throw closed;
    contact.made();
    if (!hasEnded(info)) return false;
    if (timer === undefined)
      throw new Problem(
        info.status === 'STOPPED'
          ? 'the job was stopped on the cluster'
          : `the job failed on the cluster: ${saidBy(info, last)}`,
      );
    return true;
  };
  try {
    for (;;) {
      try {
        if (await connect()) return;
      } catch (error) {
        if (!late.signal.aborted) contact.failed(error);
      }
      if (late.signal.aborted) break;
      await pause(patience.pause);
    }
  } finally {
    clearTimeout(timer);
  }
  await cancelTraining(settings, job).catch(error => warn(messageOf(error))); // what it said is known
}
