import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { sampleDataset, samplePlan } from '../training/samples';
import { JobFolders, python } from './job-folder';

/** The Python of clusters, without a cluster: what workers, coordinator and driver do when something goes wrong. */

describe('the workers of a training on a cluster', () => {
  const folders = new JobFolders();
  after(() => folders.remove());

  const job = (more = {}) => folders.write(samplePlan({ epochs: 4, batchSize: 13, ...more }), sampleDataset(40, 12), 3);

  function run(name: string, folder = ''): unknown {
    const args = [join(__dirname, 'workers.py'), name, folder];
    const { stdout, stderr, status } = spawnSync(python, args, { encoding: 'utf8', timeout: 120_000 });
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout);
  }

  it('when one fails, all others end', () => {
    assert.deepEqual(run('one_fails', job()), { 0: 'ended', 1: 'failed', 2: 'ended', stopped: 'ended' });
  });

  it('when they are started anew, nobody waits for those of before, and what these still send is refused', () => {
    assert.deepEqual(run('started_anew'), { waits: 'Ended()', late: 'Ended()', totals: [3, 3] });
  });

  it('from a checkpoint, a training goes on as if it had never been lost', () => {
    const optimizer = { className: 'SGD', args: { learningRate: 3 } };
    const folder = job({ epochs: 7, optimizer, reduceOnPlateau: true, patience: 2, restoreBestWeights: true });
    const { same, checkpoints, epoch } = run('goes_on', folder) as Record<string, unknown>;
    assert.deepEqual({ same, checkpoints }, { same: true, checkpoints: 1 }, `epoch ${epoch}`);
  });

  it('a checkpoint that somebody else wrote runs no program', () => {
    const said = run('no_program') as string[];
    assert.equal(said.length, 2);
    for (const one of said) assert.match(one, /allow_pickle/);
  });

  it('a stop soon after the start waits for the training; one that finds none is an error', () => {
    assert.deepEqual(run('stop_early'), { early: true, ended: true, never: false });
  });

  it('place for workers is counted by machine, and nothing is refused where machines are started as they are wanted', () => {
    assert.deepEqual(run('capacity'), {
      'three of four each': null,
      'two on one': null,
      split: { cpus: 8, places: 0, largest: 4 },
      lost: { cpus: 4, places: 1, largest: 4 },
      none: { cpus: 1, places: 0, largest: 0 },
      'by hand': false,
      'before the first report': false,
      autoscaler: true,
      waits: true,
      'others wait': false,
      'autoscaler 2': true,
    });
  });
});
