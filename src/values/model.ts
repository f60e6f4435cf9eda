import { types } from 'node:util';
import type { Background, Calibration, ModelCard, NetworkSpec, Pipeline, Task } from '../spec';

import { Body, bodyOf, brand, copyOf, expectValue, isObject, isValue, share, Value } from './value';

export interface WeightArray {
  readonly shape: readonly number[];
  /** in shared memory, row-major, Keras's layout */
  readonly data: Float32Array;
}

export class ModelBody extends Body {
  /** `model.onnx`: inputs named by input layer label, batch symbolic; in shared memory */
  readonly onnx: Uint8Array;
  constructor(
    readonly card: ModelCard,
    readonly network: NetworkSpec,
    /** key: `layerId/weight`, `a1b2/kernel` */
    readonly weights: Readonly<Record<string, WeightArray>>,
    readonly pipeline: Pipeline | null,
    onnx: Uint8Array,
    /** null: it keeps no training rows */
    readonly background: Background | null = null,
    /** how reliable its answers are; null: there were no rows to measure it */
    readonly calibration: Calibration | null = null,
  ) {
    super();
    this.onnx = share(onnx);
  }
}

/** A trained network with the pipeline that turns raw records into its inputs and its outputs into answers. */
export class Model extends Value {
  /** model name; not called `name`, because Node-RED's debug encoder reads that */
  readonly model: string;
  /** set once it is stored */
  readonly version: number | null;
  readonly body: ModelBody;
  constructor(model: string, version: number | null, body: ModelBody, id?: string) {
    super(id);
    this.model = model;
    this.version = version;
    this.body = body;
  }
  /** The whole card, by reference: do not change it. */
  get card(): ModelCard {
    return this.body.card;
  }
  protected override kind(): 'Model' {
    return 'Model';
  }
  get task(): Task | null {
    return this.card.task;
  }
  get targets(): ModelCard['targets'] {
    return copyOf(this.card.targets);
  }
  get parameters(): number {
    return this.card.parameters;
  }
  get engine(): string {
    return this.card.engine;
  }
  get metrics(): ModelCard['metrics'] {
    return copyOf(this.card.metrics);
  }
  /** per epoch; not in the summary */
  get history(): ModelCard['history'] {
    return copyOf(this.card.history);
  }
  /** the seed of all random numbers; the same seed, data and settings give the same model */
  get seed(): number {
    return this.card.seed;
  }
  get created(): string {
    return this.card.created;
  }
  override toJSON(): Record<string, unknown> {
    const { model, version, task, targets, parameters, engine, metrics, seed, created } = this;
    const { origin } = this.card;
    return { model, version, task, targets, parameters, engine, metrics, seed, created, ...(origin && { origin }) };
  }
  static is(value: unknown): value is Model {
    return isValue('Model', value);
  }
  static expect(value: unknown, where: string): Model {
    return expectValue<Model>('Model', value, where);
  }
}
brand(
  'Model',
  Model,
  value => {
    const { card, network, weights, pipeline, onnx } = bodyOf(value);
    const named = typeof value.model === 'string' && [card, network, weights].every(isObject);
    return named && (pipeline === null || isObject(pipeline)) && types.isUint8Array(onnx);
  },
  ModelBody,
);
