import { brand, copyOf, expectValue, isValue, Value } from './value';

/** Plain form: what goes to the training process. */
export interface OptimizerSpec {
  /** catalogue class, `Adam` */
  readonly className: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** how the learning rate changes from step to step; none: it does not */
  readonly schedule?: ScheduleSpec;
  readonly clipNorm?: number;
  readonly clipValue?: number;
}

/** A catalogue schedule, `{ className: 'CosineDecay', args: { decaySteps: 1000 } }`. */
export interface ScheduleSpec {
  readonly className: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The rule by which training changes the weights. */
export class Optimizer extends Value {
  readonly spec: OptimizerSpec;
  constructor(spec: OptimizerSpec, id?: string) {
    super(id);
    this.spec = spec;
  }
  protected override kind(): 'Optimizer' {
    return 'Optimizer';
  }
  /** the catalogue class, as the summary calls it */
  get optimizer(): string {
    return this.spec.className;
  }
  get args(): OptimizerSpec['args'] {
    return copyOf(this.spec.args);
  }
  get schedule(): ScheduleSpec | undefined {
    const { schedule } = this.spec;
    return schedule && { ...schedule, args: copyOf(schedule.args) };
  }
  get clipNorm(): number | undefined {
    return this.spec.clipNorm;
  }
  get clipValue(): number | undefined {
    return this.spec.clipValue;
  }
  override toJSON(): Record<string, unknown> {
    const { schedule, clipNorm, clipValue } = this;
    return {
      optimizer: this.optimizer,
      args: this.args,
      ...(schedule !== undefined && { schedule }),
      ...(clipNorm !== undefined && { clipNorm }),
      ...(clipValue !== undefined && { clipValue }),
    };
  }
  static is(value: unknown): value is Optimizer {
    return isValue('Optimizer', value);
  }
  static expect(value: unknown, subject: string, where: string): Optimizer {
    return expectValue<Optimizer>('Optimizer', value, subject, where);
  }
}
brand('Optimizer', Optimizer);
