import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Patience, RayJob } from '../../src/cluster';
import { Problem } from '../../src/errors';
import { translate } from '../../src/locale/translate';
import type { Checkpoint } from '../../src/training/checkpoint';
import { jobToFollow } from '../../src/training/cluster/remote-trainer';
import { checkpointsIn } from '../../src/training/process/checkpoint-file';
import { discardCheckpoint, endOtherJob } from '../../src/training/process/discard';
import { FakeRay } from './fake-ray';

/** An interrupted training on a cluster: who may forget its job, and when. */

const PATIENCE: Patience = { reach: 60_000, pause: 20, end: 200 };

describe('the job of an interrupted training', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-interrupted-'));
  const file = join(folder, 'node');
  let ray: FakeRay;
  let warnings: string[];
  const warn = (text: string): void => void warnings.push(text);
  beforeEach(async () => {
    ray = await new FakeRay().open();
    ray.begin('a');
    warnings = [];
  });
  afterEach(() => ray.close());
  after(() => rmSync(folder, { recursive: true }));

  const saved = (job: RayJob): Checkpoint => ({
    ...{ key: 'key', seed: 1, model: 'm', epoch: 3, epochs: 9, stepsDone: 3, learningRate: 0.1, history: {}, best: {} },
    ...{ plateau: null, state: {}, bestWeights: null, job },
  });
  const store = (job = ray.job('a')) => checkpointsIn(file, 0, warn).offer(() => saved(job), true);
  const elsewhere = () => ({ ...ray.settings(), address: 'http://127.0.0.1:9' });
  const status = () => ray.jobs.get('a')!.status;

  it('is found again if the cluster comes back', async () => {
    const checkpoint = saved(ray.job('a'));
    await ray.close();
    const found = jobToFollow(ray.settings(), checkpoint, warn, PATIENCE);
    while (warnings.length === 0) await pause(5);
    await ray.open();
    assert.equal(await found, checkpoint);
    assert.match(warnings.join(), /^nothing listens at .*; it is asked again$/);
    assert.match(translate(warnings[0]!, 'zh-CN'), /处没有服务在监听.*；将再次询问$/);
  });

  it('stays known if the cluster does not come back, or refuses the token', async () => {
    const short = { ...PATIENCE, reach: 50 };
    ray.instead = () => 502;
    await assert.rejects(
      jobToFollow(ray.settings(), saved(ray.job('a')), warn, short),
      (error: Problem) => error instanceof Problem && error.details.resumes === true,
    );
    ray.instead = () => 401;
    await assert.rejects(
      jobToFollow(ray.settings(), saved(ray.job('a')), warn, short),
      (error: Problem) => error.details.resumes === true,
    );
  });

  it('that the cluster does not know any more begins anew; one on another cluster too', async () => {
    assert.equal(await jobToFollow(ray.settings(), saved(ray.job('gone')), warn, PATIENCE), null);
    const other = { ...ray.job('a'), address: elsewhere().address };
    assert.equal(await jobToFollow(ray.settings(), saved(other), warn, PATIENCE), null);
    assert.match(warnings[0]!, /no longer on the cluster; training starts over/);
    assert.match(warnings[1]!, /began on another cluster; training starts over/);
  });

  it('ends before its checkpoint is removed', async () => {
    await store();
    await discardCheckpoint(file, { cluster: ray.settings(), warn });
    assert.equal(status(), 'STOPPED');
    assert.ok(!existsSync(file));
  });

  it('keeps its checkpoint if it cannot be ended, and the error says where it runs', async () => {
    await store();
    await ray.close();
    const discarded = () => discardCheckpoint(file, { cluster: ray.settings(), warn });
    await assert.rejects(
      discarded(),
      /the job a may still run on the Ray cluster at http\S+: stop it there, or cancel/,
    );
    await assert.rejects(endOtherJob(file, 'other', { cluster: ray.settings(), warn }), /the job a may still run/);
    assert.ok(existsSync(file));
    await ray.open();
    await discarded();
    assert.equal(status(), 'STOPPED');
    assert.ok(!existsSync(file));
  });

  it('is told, with its address, if the node trains elsewhere now', async () => {
    for (const cluster of [elsewhere(), null]) {
      await store();
      warnings = [];
      await endOtherJob(file, 'key', { cluster, warn });
      await discardCheckpoint(file, { cluster, warn });
      assert.deepEqual(
        warnings,
        Array(2).fill(`the job a may still run on the Ray cluster at ${ray.settings().address}: stop it there`),
      );
      assert.ok(!existsSync(file));
      assert.equal(status(), 'RUNNING');
    }
  });

  it('of the same order goes on, of another ends', async () => {
    await store();
    await endOtherJob(file, 'key', { cluster: ray.settings(), warn });
    assert.equal(status(), 'RUNNING');
    await endOtherJob(file, 'other', { cluster: ray.settings(), warn });
    assert.equal(status(), 'STOPPED');
  });
});
