import { Plateau, plateauPatience } from './callbacks';
import type { Checkpoint } from './checkpoint';
import { type Prepared, stepsInEpoch } from './prepared';

/** The learning rate of each step: from a schedule, or one number that is reduced on a plateau. */
export class LearningRate {
  private readonly schedule: Prepared['optimizer']['schedule'];
  private readonly plateau: Plateau | null;
  /** of the whole training */
  private readonly steps: number;
  private value: number;

  constructor(job: Prepared, saved: Checkpoint | null) {
    const { plan, optimizer } = job;
    const { patience, earlyStopping, reduceOnPlateau } = plan;
    this.schedule = optimizer.schedule;
    this.plateau = reduceOnPlateau ? new Plateau(plateauPatience(patience, earlyStopping), saved?.plateau ?? {}) : null;
    this.steps = plan.epochs * stepsInEpoch(job);
    this.value = saved?.learningRate ?? optimizer.learningRate;
  }

  /** Does it change from epoch to epoch? */
  get changes(): boolean {
    return this.plateau !== null || this.schedule !== null;
  }
  /** Of a step, counted from 1. */
  at(step: number): number {
    return this.schedule?.rate(step - 1, this.steps) ?? this.value;
  }
  /** An epoch has ended with this monitored loss. */
  note(loss: number): void {
    this.value = this.plateau?.next(loss, this.value) ?? this.value;
  }
  save(): Pick<Checkpoint, 'learningRate' | 'plateau'> {
    return { learningRate: this.value, plateau: this.plateau?.save() ?? null };
  }
}
