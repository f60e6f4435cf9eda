/** An optimizer as data. */

/** Plain form, sent to the training process. */
export interface OptimizerSpec {
  /** catalogue class, `Adam` */
  readonly className: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** how the learning rate changes over the steps; default: constant */
  readonly schedule?: ScheduleSpec;
  /** factors of the learning rate by the name of a weight, `{ bias: 0.1 }` */
  readonly learningRateMultipliers?: Readonly<Record<string, number>>;
  /** kernels learn at 1/√(inputs of a unit) of the rate: the effect of the neural tangent parametrization on Adam */
  readonly neuralTangent?: boolean;
  /** names of weights that do not decay, `['bias']`; of optimizers with `weightDecay`. As Keras's exclude_from_weight_decay */
  readonly excludeFromWeightDecay?: readonly string[];
  /** the maximum norm of the gradient of one weight */
  readonly clipNorm?: number;
  /** the maximum absolute value of an element of the gradient */
  readonly clipValue?: number;
  /** the maximum norm of all gradients together */
  readonly globalClipNorm?: number;
  /** batches whose mean gradient makes one update */
  readonly gradientAccumulationSteps?: number;
  /** keep an exponential moving average of the weights, which replaces them at the end of the training */
  readonly useEma?: boolean;
  readonly emaMomentum?: number;
  /** the average replaces the weights after this many updates */
  readonly emaOverwriteFrequency?: number;
}

/** A catalogue schedule, `{ className: 'CosineDecay', args: { decaySteps: 1000 } }`. */
export interface ScheduleSpec {
  readonly className: string;
  readonly args: Readonly<Record<string, unknown>>;
}
