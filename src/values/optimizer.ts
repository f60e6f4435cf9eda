import { brand, copyOf, expectValue, isObject, isValue, Value } from './value';

/** Plain form: what goes to the training process. */
export interface OptimizerSpec {
  /** catalogue class, `Adam` */
  readonly className: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** how the learning rate changes from step to step; none: it does not */
  readonly schedule?: ScheduleSpec;
  /** the longest that the gradient of one weight may be */
  readonly clipNorm?: number;
  /** the largest that a number of it may be */
  readonly clipValue?: number;
  /** the longest that all gradients together may be */
  readonly globalClipNorm?: number;
  /** batches whose mean gradient makes one update */
  readonly gradientAccumulationSteps?: number;
  /** keep an exponential mean of the weights, which stands for them when the training is over */
  readonly useEma?: boolean;
  readonly emaMomentum?: number;
  /** the mean takes the weights' place every so many updates */
  readonly emaOverwriteFrequency?: number;
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
  get globalClipNorm(): number | undefined {
    return this.spec.globalClipNorm;
  }
  get gradientAccumulationSteps(): number | undefined {
    return this.spec.gradientAccumulationSteps;
  }
  get useEma(): boolean | undefined {
    return this.spec.useEma;
  }
  get emaMomentum(): number | undefined {
    return this.spec.emaMomentum;
  }
  get emaOverwriteFrequency(): number | undefined {
    return this.spec.emaOverwriteFrequency;
  }
  override toJSON(): Record<string, unknown> {
    const { className: optimizer, args, ...rest } = this.spec;
    return copyOf({ optimizer, args, ...rest });
  }
  static is(value: unknown): value is Optimizer {
    return isValue('Optimizer', value);
  }
  static expect(value: unknown, subject: string, where: string): Optimizer {
    return expectValue<Optimizer>('Optimizer', value, subject, where);
  }
}
brand(
  'Optimizer',
  Optimizer,
  ({ spec }) => isObject(spec) && typeof spec.className === 'string' && isObject(spec.args),
);
