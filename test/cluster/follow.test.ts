import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import {
  cancelTraining,
  endTraining,
  followTraining,
  type Patience,
  type RayEvent,
  type RaySettings,
} from '../../src/cluster';
import { stopJob } from '../../src/cluster/ray/jobs';
import type { Problem } from '../../src/errors';
import { FakeRay } from './fake-ray';

/** How a job is followed and ended while the cluster, or what lies before it, fails. */

const PATIENCE: Patience = { reach: 60_000, pause: 20, end: 200 };
const epoch = (number: number) => ({ event: 'epoch', epoch: number, rows: 1, sums: {}, validation: null });
const FAILED = { event: 'failed', reason: 'error', message: 'no space left' };

describe('a job that is followed', () => {
  let ray: FakeRay;
  let warnings: string[];
  let events: RayEvent[];
  beforeEach(async () => {
    ray = await new FakeRay().open();
    [warnings, events] = [[], []];
  });
  afterEach(() => ray.close());

  const follow = (id: string, more: { hear?(event: RayEvent): unknown; patience?: Patience } = {}) =>
    followTraining(ray.settings(), ray.job(id), {
      hear: event => {
        events.push(event);
      },
      warn: text => void warnings.push(text),
      patience: PATIENCE,
      ...more,
    });
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await pause(5);
  };
  const epochs = () => events.flatMap(event => (event.event === 'epoch' ? [event.epoch] : []));

  it('goes on with the next event after the port was closed, with one warning', async () => {
    ray.begin('a');
    ray.say('a', epoch(1));
    const ended = follow('a');
    await until(() => events.length === 1);
    await ray.close();
    await until(() => warnings.length === 1);
    await ray.open();
    ray.say('a', epoch(2));
    ray.say('a', { event: 'result', epoch: 2, bytes: 0, sha256: '' });
    ray.end('a', 'SUCCEEDED');
    await ended;
    assert.deepEqual(epochs(), [1, 2]);
    assert.match(warnings.join(), /^nothing listens at http\S+: check the address, and whether Ray runs there; it is/);
  });

  for (const status of [500, 502, 503])
    it(`goes on after a while of ${status}`, async () => {
      ray.begin('a');
      ray.say('a', epoch(1));
      const ended = follow('a');
      await until(() => events.length === 1);
      ray.instead = () => status;
      const closed = ray.jobs.get('a')!;
      for (const line of ['STOPPED', 'RUNNING'] as const) ray.end('a', line); // closes the log; the job goes on
      assert.equal(closed.status, 'RUNNING');
      await until(() => warnings.length === 1);
      ray.instead = () => null;
      ray.say('a', epoch(2));
      ray.say('a', { event: 'result', epoch: 2, bytes: 0, sha256: '' });
      ray.end('a', 'SUCCEEDED');
      await ended;
      assert.deepEqual(epochs(), [1, 2]);
      assert.match(warnings.join(), new RegExp(`does not tell how the job is: ${status} .*; it is asked again`));
    });

  it('is given up after a long while, and may be found again', async () => {
    ray.begin('a');
    await ray.close();
    await assert.rejects(
      follow('a', { patience: { ...PATIENCE, reach: 100 } }),
      (error: Problem) => error.details.resumes === true && /nothing listens/.test(error.message),
    );
    await ray.open();
    ray.instead = () => 403; // the token was changed meanwhile: the job goes on
    await assert.rejects(
      follow('a'),
      (error: Problem) => error.details.resumes === true && /refuses the token/.test(error.message),
    );
  });

  it('that the cluster no longer knows is an error at once, if it is Ray that answers', async () => {
    const began = Date.now();
    await assert.rejects(follow('gone'), (error: Problem) => error.details.gone === true);
    assert.deepEqual(warnings, []);
    assert.ok(Date.now() - began < 60_000);
    ray.begin('a');
    ray.instead = () => 404; // a proxy whose target is not there
    const ended = follow('a');
    await until(() => warnings.length === 1);
    ray.instead = () => null;
    ray.say('a', FAILED);
    ray.end('a', 'SUCCEEDED');
    await ended;
    assert.deepEqual(
      events.map(({ event }) => event),
      ['failed'],
    );
  });

  it('is ended if it said how it ended, and does not end', async () => {
    ray.begin('a');
    ray.say('a', FAILED);
    await follow('a');
    assert.deepEqual(events, [FAILED]);
    assert.equal(ray.jobs.get('a')!.status, 'STOPPED');
  });

  it('and does not end at once if it does end', async () => {
    ray.begin('a');
    ray.say('a', FAILED);
    setTimeout(() => ray.end('a', 'SUCCEEDED'), 50);
    await follow('a', { patience: { ...PATIENCE, end: 60_000 } });
    assert.ok(!ray.asked.some(asked => asked.endsWith('/stop')));
  });

  it('waits for who listens, event by event', async () => {
    ray.begin('a');
    for (let i = 1; i <= 2000; i++) ray.say('a', epoch(i));
    ray.say('a', FAILED);
    ray.end('a', 'SUCCEEDED');
    let [under, most] = [0, 0];
    const heard: number[] = [];
    await follow('a', {
      hear: async event => {
        most = Math.max(most, ++under);
        if (event.event === 'epoch') heard.push(event.epoch);
        await new Promise(setImmediate);
        under--;
      },
    });
    assert.equal(most, 1);
    assert.deepEqual(
      heard,
      Array.from({ length: 2000 }, (_, i) => i + 1),
    );
  });

  it('tells why it ended without an event', async () => {
    ray.begin('a');
    ray.end('a', 'FAILED', 'Traceback …\nMemoryError');
    await assert.rejects(follow('a'), /the job failed on the cluster: MemoryError/);
    ray.begin('b');
    ray.end('b', 'STOPPED');
    await assert.rejects(follow('b'), /the job was stopped on the cluster/);
  });

  describe('a cancel', () => {
    const ENDING = { most: 300, unknown: 100, pause: 10 };
    const at = (): { url: string; token: string } => ({ url: ray.settings().address, token: '' });

    it('asks until the job has ended', async () => {
      ray.begin('a');
      let asked = 0;
      ray.stops = () => ++asked === 3;
      await stopJob(at(), 'a', ENDING);
      assert.equal(ray.jobs.get('a')!.status, 'STOPPED');
    });

    it('ends a job that arrives after it', async () => {
      setTimeout(() => ray.begin('a'), 40);
      await stopJob(at(), 'a', ENDING);
      assert.equal(ray.jobs.get('a')!.status, 'STOPPED');
      await stopJob(at(), 'never', ENDING);
    });

    it('is an error if the job does not end', async () => {
      ray.begin('a');
      ray.stops = () => false;
      await assert.rejects(stopJob(at(), 'a', ENDING), /it answers 200 {"stopped":false}/);
      ray.instead = asked => (asked.endsWith('/stop') ? 500 : null);
      await assert.rejects(stopJob(at(), 'a', ENDING), /it answers 500/);
    });

    it('that does not get through names the job and the cluster', async () => {
      await ray.close();
      await assert.rejects(
        cancelTraining(ray.settings(), ray.job('a')),
        /the job a may still run on the Ray cluster at http\S+: stop it there, or cancel again \(nothing listens at/,
      );
    });
  });

  describe('a stop', () => {
    const end = (settings: RaySettings = ray.settings(), signal = new AbortController().signal) =>
      endTraining(settings, ray.job('a'), text => void warnings.push(text), { signal, patience: PATIENCE });

    it('is sent again after the port was closed, and has been told when its job has ended', async () => {
      const commands: string[] = [];
      ray.submitted = (id, command) => {
        commands.push(command);
        ray.begin(id);
        setTimeout(() => ray.end(id, 'SUCCEEDED'), 50);
      };
      await ray.close();
      const ended = end();
      await until(() => warnings.length === 1);
      await ray.open();
      await ended;
      assert.deepEqual(commands, ['python -m tensorwire_ray stop a']);
    });

    it('that fails is an error, unless the training ends meanwhile', async () => {
      ray.submitted = id => {
        ray.begin(id);
        ray.end(id, 'FAILED', 'ValueError: Failed to look up actor');
      };
      await assert.rejects(end(), /Failed to look up actor/);
      ray.submitted = id => ray.begin(id);
      const ended = new AbortController();
      setTimeout(() => ended.abort(), 50);
      await end(ray.settings(), ended.signal);
    });
  });
});
