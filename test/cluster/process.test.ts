import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { translate } from '../../src/locale/translate';
import { startTraining, type TrainingRun } from '../../src/training';
import { childPlan, root, until } from '../training/program';
import { sampleDataset } from '../training/samples';
import { FakeRay } from './fake-ray';

/** The training process of a training on a cluster that is a server of this test. */

describe('the training process beside a cluster', function () {
  this.timeout(300_000); // its process starts three times
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-process-'));
  const file = join(folder, 'node');
  /** from the sources, beside which the Python lies */
  const entry = { path: join(root, 'src/training/process/child.ts'), execArgv: ['--import', 'tsx'] };
  let ray: FakeRay;
  let run: TrainingRun | null = null;
  let warnings: string[] = [];
  before(async () => {
    ray = await new FakeRay().open();
  });
  after(async () => {
    await run?.cancel();
    await ray.close();
    rmSync(folder, { recursive: true });
  });
  const start = (at = file): TrainingRun => {
    warnings = [];
    run = startTraining(childPlan({ epochs: 9 }), sampleDataset(20), {
      ...{ entry, checkpoint: { file: at }, cluster: ray.settings({ token: 'a-secret' }) },
      onWarning: text => void warnings.push(text),
    });
    return run;
  };

  it('submits nothing where the file that names the job cannot be written', async () => {
    const taken = join(folder, 'a file');
    writeFileSync(taken, '');
    await assert.rejects(start(join(taken, 'node')).promise, ({ message }: Error) => {
      assert.match(
        message,
        /^the training was not submitted to the cluster: the file that names its job cannot be written \(.+\). Free space/,
      );
      assert.match(translate(message, 'zh-CN'), /^训练未提交到集群：/);
      return true;
    });
    assert.equal(ray.jobs.size, 0);
  });

  it('finds its job again after a restart while the cluster is out of reach, and cancels it when it can', async () => {
    const first = start();
    await until(() => ray.jobs.size === 1);
    const [id] = ray.jobs.keys();
    assert.deepEqual([...ray.tokens], ['Bearer a-secret']);
    await first.suspend();
    assert.ok(existsSync(file), 'the checkpoint names the job');

    await ray.close();
    const second = start();
    await until(() => warnings.some(text => /^nothing listens at .*; it is asked again$/.test(text)));
    await second.cancel();
    assert.ok(
      warnings.some(text => text.startsWith(`the job ${id} may still run on the Ray cluster at http`)),
      warnings.join('\n'),
    );
    assert.ok(existsSync(file), 'the checkpoint names the job that could not be cancelled');

    const third = start();
    await until(() => warnings.length > 0);
    await ray.open();
    await until(() => ray.asked.filter(asked => asked === `GET /api/jobs/${id}`).length > 0);
    ray.say(id!, { event: 'failed', reason: 'error', message: 'no space left' });
    ray.end(id!, 'SUCCEEDED');
    await assert.rejects(third.promise, /the training failed on the cluster: no space left/);
    assert.equal(ray.asked.filter(asked => asked === 'POST /api/jobs/').length, 1, 'one job was submitted');
    await until(() => !existsSync(file));
  });
});
