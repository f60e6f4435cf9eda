import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobFiles } from '../../src/training/cluster/job-files';
import { startWeights } from '../../src/training/initial-weights';
import type { TrainingPlan } from '../../src/training/plan';
import { prepare } from '../../src/training/prepared';
import { buildStep } from '../../src/training/step/step';
import type { Dataset } from '../../src/values/dataset';

/** The Python that runs a job without Ray. */
export const python = process.env.ORACLE_PYTHON ?? join(__dirname, '../../.cache/oracle/bin/python');

/** Folders with the files of jobs, as a cluster gets them. */
export class JobFolders {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tensorwire-cluster-'));
  private count = 0;

  /** Returns the folder. */
  write(plan: TrainingPlan, dataset: Dataset, workers: number): string {
    const job = prepare(plan, dataset);
    const step = buildStep(job);
    const files = jobFiles(job, { step, state: step.begin(startWeights(job)), workers });
    const at = join(this.folder, String(this.count++));
    mkdirSync(at);
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(at, name), bytes);
    return at;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
