import type { Engine, Program } from '../engine/engine';
import { subsetsOf } from './branches';
import type { Prepared } from './prepared';
import type { TrainingStep } from './step/step';
import { compileValidation, type Validation } from './validation';

/** A training with compiled graphs. */
export interface Compiled {
  readonly job: Prepared;
  readonly step: TrainingStep;
  readonly program: Program;
  readonly validation: Validation | null;
  /** that compute a step together */
  readonly threads: number;
}

/** Compiles a training for an engine. */
export async function compiled(job: Prepared, step: TrainingStep, engine: Engine): Promise<Compiled> {
  const program = await engine.compileLoop(step.graph);
  try {
    const branches = job.branches > 1 ? subsetsOf(job.branches).slice(0, job.branches) : [];
    const validation = job.validation && (await compileValidation(job, job.validation, engine, branches));
    return { job, step, program, validation, threads: engine.threads ?? 1 };
  } catch (error) {
    await program.dispose();
    throw error;
  }
}

export async function disposed({ program, validation }: Compiled): Promise<void> {
  await program.dispose();
  await validation?.dispose();
}
