import type { OptimizerSpec, ScheduleSpec } from '../spec';
import { brand, copyOf, expectValue, isObject, isValue, Value } from './value';

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
  /** the catalogue class, under its name in the summary */
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
  static expect(value: unknown, where: string): Optimizer {
    return expectValue<Optimizer>('Optimizer', value, where);
  }
}
brand(
  'Optimizer',
  Optimizer,
  ({ spec }) => isObject(spec) && typeof spec.className === 'string' && isObject(spec.args),
);
