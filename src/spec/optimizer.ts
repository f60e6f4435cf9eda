/** An optimizer as data. */

/** Plain form: what goes to the training process. */
export interface OptimizerSpec {
  /** catalogue class, `Adam` */
  readonly className: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** how the learning rate changes from step to step; none: it does not */
  readonly schedule?: ScheduleSpec;
  /** how many times the learning rate weights of a name are learned with, `{ bias: 0.1 }` */
  readonly learningRateMultipliers?: Readonly<Record<string, number>>;
  /** kernels learn at 1/√(inputs of a unit) of the rate: what the neural tangent parametrisation does to Adam */
  readonly neuralTangent?: boolean;
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
