import type { TrainingControl } from './control';
import type { MetricAccumulator } from './metric-accumulator';
import type { TrainingPlan } from './plan';

type Listener = TrainingControl['onProgress'];

const EVERY_MS = 250;

/** Reports the progress of a training: at most four times a second, and at the end of each epoch. */
export class Reporter {
  private readonly began = performance.now();
  private last = Number.NEGATIVE_INFINITY;
  constructor(
    private readonly plan: TrainingPlan,
    private readonly steps: number,
    private readonly send: Listener,
    /** the number of epochs that were finished when this reporter began */
    private readonly before = 0,
    private readonly threads = 1,
  ) {}

  step(epoch: number, step: number, tally: MetricAccumulator): void {
    if (this.send && step < this.steps && performance.now() - this.last >= EVERY_MS)
      this.tell(epoch, step, tally.metrics(), false);
  }
  /** Returns a promise if the listener wants the training to wait. */
  epochEnd(epoch: number, metrics: Readonly<Record<string, number>>): unknown {
    return this.tell(epoch, this.steps, metrics, true);
  }

  private tell(epoch: number, step: number, metrics: Readonly<Record<string, number>>, epochEnd: boolean): unknown {
    this.last = performance.now();
    const { run, model, epochs } = this.plan;
    const done = (epoch - 1 - this.before) * this.steps + step;
    const left = (epochs - this.before) * this.steps - done;
    const secondsLeft = (((this.last - this.began) / done) * left) / 1000;
    const resumed = this.before > 0 && { resumedFrom: this.before };
    const threads = this.threads > 1 && { threads: this.threads };
    return this.send?.({
      run,
      model,
      epoch,
      epochs,
      step,
      steps: this.steps,
      metrics,
      secondsLeft,
      ...resumed,
      ...threads,
      epochEnd,
    });
  }
}
