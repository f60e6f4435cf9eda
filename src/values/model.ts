import { types } from 'node:util';
import type { Pipeline } from '../data/types';
import type { NetworkSpec, Task } from '../network/spec';
import type { Worth } from './report';
import { Body, bodyOf, brand, copyOf, expectValue, isObject, isValue, share, Value } from './value';

export interface WeightArray {
  readonly shape: readonly number[];
  /** in shared memory, row-major, Keras's layout */
  readonly data: Float32Array;
}

/** All there is to say of a trained model besides its numbers. JSON: `card.json`. */
export interface ModelCard {
  readonly task: Task | null;
  readonly targets: readonly string[];
  readonly parameters: number;
  readonly engine: string;
  /** final metrics, `loss`, `accuracy`, `val_loss`, … of the restored epoch */
  readonly metrics: Readonly<Record<string, number>>;
  /** per epoch */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** of a very long training the history has the first of each so many epochs, and the last one; else absent */
  readonly historyEvery?: number;
  /** on the validation rows, where there are any */
  readonly worth?: Worth;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly data: { readonly fingerprint: string; readonly rows: number; readonly source: string };
  readonly seed: number;
  /** ISO 8601 */
  readonly created: string;
  readonly versions: Readonly<Record<string, string>>;
  /** where it was imported from; none: it was trained here */
  readonly origin?: ModelOrigin;
}

export interface ModelOrigin {
  /** name of the file; null: it came as bytes in a message */
  readonly file: string | null;
  /** of the whole file */
  readonly sha256: string;
  /** ISO 8601 */
  readonly imported: string;
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
  ) {
    super();
    this.onnx = share(onnx);
  }
}

/** A trained network with the pipeline that turns raw records into its inputs and its outputs into answers. */
export class Model extends Value {
  /** model name; `name` itself is not used because Node-RED's debug encoder reads it */
  readonly model: string;
  /** set once it is in the store */
  readonly version: number | null;
  readonly body: ModelBody;
  constructor(model: string, version: number | null, body: ModelBody, id?: string) {
    super(id);
    this.model = model;
    this.version = version;
    this.body = body;
  }
  /** All of it, by reference: not to be changed. */
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
  /** what was drawn from; the same seed, data and settings give the same model */
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
  static expect(value: unknown, subject: string, where: string): Model {
    return expectValue<Model>('Model', value, subject, where);
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
