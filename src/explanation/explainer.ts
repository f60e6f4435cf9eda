import { drawBackground } from '../data';
import { TensorwireError } from '../errors';
import type { Rows } from '../inference/batcher';
import { type InputPort, portsOf } from '../inference/ports';
import { fromColumns } from '../inference/source';
import type { Activations, Background, Column, Pipeline } from '../spec';
import type { Dataset } from '../values/dataset';
import type { Model } from '../values/model';
import { type Answer, answerOf, type Output } from './answers';
import type { AttributionMethod } from './attributor';
import { backgroundOf } from './background';
import type { GradCamMaps, GradCamRequest } from './heat-maps/grad-cam';
import { expectColumns, type Player, playersOf } from './players';
import type { Classes } from './sample';
import { type ExplanationOptions, ExplanationThread } from './worker/client';

/** Rows that are encoded and sent at once: about a millisecond, after which the event loop gets a turn. */
export const ROWS = 256;

/** Rows that are attributed at once: a part of a second on a slow machine, after which one sees how far it is. */
const ATTRIBUTED = 32;

/** Explains one model: attributions, and answers to changed rows. The work is done in a worker thread. */
export class Explainer {
  readonly pipeline: Pipeline;
  readonly players: readonly Player[];
  readonly answers: readonly Answer[];
  /** null: the model keeps none, and came without its dataset */
  readonly kept: Background | null;
  private readonly inputs: readonly InputPort[];
  private readonly thread: ExplanationThread;

  /** `dataset`: its training rows are the background where the model keeps none. */
  constructor(
    readonly model: Model,
    dataset: Dataset | null = null,
    options: ExplanationOptions = {},
  ) {
    const { network, weights, onnx, pipeline, calibration } = model.body;
    if (pipeline === null)
      throw new TensorwireError(model.model, 'the model has no pipeline that turns raw records into its inputs');
    this.pipeline = pipeline;
    this.inputs = portsOf(network, this.pipeline).inputs;
    this.players = playersOf(this.pipeline, this.inputs);
    this.answers = this.pipeline.targets.map(answerOf);
    this.kept = model.body.background ?? (dataset && drawBackground(dataset, this.pipeline, 1));
    const explained = { name: model.model, network, pipeline: this.pipeline, weights, calibration, onnx };
    this.thread = new ExplanationThread(explained, this.kept, options);
  }

  /** The rows with which columns are compared; throws where there are none, or no columns. */
  get background(): Background {
    expectColumns(this.model.model, this.players);
    return this.kept ?? backgroundOf(this.model);
  }

  /** The contributions of each column to the answers to rows of typed columns, piece by piece. */
  async *attribute(
    columns: readonly Column[],
    rows: Int32Array,
    method: AttributionMethod,
    classesOf: (rows: Int32Array) => Classes = () => [],
  ) {
    for (const part of pieces(rows, ATTRIBUTED)) {
      const request = { method, classes: classesOf(part) };
      yield { rows: part, found: await this.thread.attribute(part.length, this.encode(columns, part), request) };
    }
  }

  /** The explained number of a target for rows of typed columns; `chosen`: the class. */
  async values(columns: readonly Column[], rows: Int32Array, t: number, chosen: number): Promise<Float64Array> {
    const found = new Float64Array(rows.length);
    let at = 0;
    for await (const { output, count } of this.outputs(columns, rows, t))
      for (let row = 0; row < count; row++) found[at++] = this.answers[t]!.value(output, row, chosen);
    return found;
  }

  /** The predicted class of each row, as its index. */
  async choices(columns: readonly Column[], rows: Int32Array, t: number): Promise<Int32Array> {
    const found = new Int32Array(rows.length);
    let at = 0;
    for await (const { output, count } of this.outputs(columns, rows, t))
      for (let row = 0; row < count; row++) found[at++] = this.answers[t]!.choose(output, row);
    return found;
  }

  /** The predicted labels of a multi-label target: 1 or 0, [rows × labels]. */
  async labels(columns: readonly Column[], rows: Int32Array, t: number): Promise<Uint8Array> {
    const found = new Uint8Array(rows.length * this.answers[t]!.target.classes!.length);
    let at = 0;
    for await (const { output } of this.outputs(columns, rows, t))
      for (const probability of output.data) found[at++] = Number(probability >= 0.5);
    return found;
  }

  dispose(): Promise<void> {
    return this.thread.dispose();
  }

  private async *outputs(columns: readonly Column[], rows: Int32Array, t: number) {
    for (const part of pieces(rows)) {
      const outputs: readonly Output[] = await this.thread.outputs(part.length, this.encode(columns, part));
      yield { output: outputs[t]!, count: part.length };
    }
  }

  /** The outputs of encoded rows, by target. */
  outputsOf(rows: number, inputs: readonly Rows[]): Promise<readonly Output[]> {
    return this.thread.outputs(rows, inputs);
  }

  gradCam(rows: number, inputs: readonly Rows[], request: GradCamRequest): Promise<GradCamMaps> {
    return this.thread.gradCam(rows, inputs, request);
  }

  /** What each layer gives for encoded rows. */
  activations(rows: number, inputs: readonly Rows[]): Promise<Activations> {
    return this.thread.activations(rows, inputs);
  }

  encode(columns: readonly Column[], rows: Int32Array) {
    return fromColumns({ pipeline: this.pipeline, inputs: this.inputs }, columns, rows).encode(0, rows.length);
  }
}

function* pieces(rows: Int32Array, most = ROWS): Generator<Int32Array> {
  for (let from = 0; from < rows.length; from += most) yield rows.subarray(from, Math.min(rows.length, from + most));
}
