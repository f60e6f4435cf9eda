import { brand, expectValue, isValue, Value } from './value';

/** Plain form: what goes to the training process. */
export interface OptimizerSpec {
  /** catalogue class, `Adam` */
  readonly className: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly clipNorm?: number;
  readonly clipValue?: number;
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
  override toJSON(): Record<string, unknown> {
    return { optimizer: this.spec.className, ...this.spec.args };
  }
  static is(value: unknown): value is Optimizer {
    return isValue('Optimizer', value);
  }
  static expect(value: unknown, subject: string, where: string): Optimizer {
    return expectValue<Optimizer>('Optimizer', value, subject, where);
  }
}
brand('Optimizer', Optimizer);
