import { badArgument, TensorwireError } from '../errors';
import type { OutputSource } from '../evaluation/types';
import type { Pipeline } from '../spec';
import type { Model } from '../values/model';
import { Tensor } from '../values/tensor';
import { type AnswerOptions, answerMaker } from './answers';
import { Batcher, type Rows } from './batcher';
import { fastPath } from './fast-path';
import type { Forecasts } from './forecasts';
import { InFlight } from './in-flight';
import { type Placement, type PlacementRequest, place } from './placement';
import { type InputPort, noRows, type OutputPort, portsOf, splitByTarget } from './ports';
import { type Encoding, fromColumns, fromPayload, type Source } from './source';

/**
 * scores: labels with probabilities, or numbers in their own unit; label: only these; tensor: the raw output of the
 * network.
 */
export const OUTPUTS = ['scores', 'label', 'tensor'] as const;
export type Output = (typeof OUTPUTS)[number];

/** `engine`, `resolveFrom`, `threads`: where it runs (default: the fastest engine that is found; userDir first). */
export type PredictorOptions = PlacementRequest &
  AnswerOptions & {
    /** who computes, instead of an engine here: a server. It knows no confidence. */
    readonly elsewhere?: (inputs: readonly InputPort[], outputs: readonly OutputPort[]) => Promise<Placement>;
  };

/** A model ready for predictions. One per model in use; `dispose` frees its session. */
export interface Predictor extends OutputSource {
  readonly model: Model;
  /** findings from opening the model that its user should know, for a log */
  readonly notes: readonly string[];
  /**
   * Predicts raw records. One object, one array of values or one row of a Tensor gives one answer; a list of them, a
   * Tensor of rows or a Dataset gives an array. With several targets, one key for each. `warn` is called for values
   * that a rule handles, such as a category never seen in training. Messages that arrive together are one run of the
   * network. With a confidence, `sure` hears of each row whether the model is sure of it.
   */
  predict(
    payload: unknown,
    output?: Output,
    warn?: (warning: string) => void,
    sure?: (isSure: boolean) => void,
  ): Promise<unknown>;
  /** Waits for running work. */
  dispose(): Promise<void>;
}

export async function createPredictor(model: Model, options: PredictorOptions = {}): Promise<Predictor> {
  const { network, weights, pipeline, calibration, onnx } = model.body;
  if (pipeline === null)
    throw new TensorwireError(model.model, 'the model has no pipeline that turns raw records into its inputs');
  const { inputs, outputs } = portsOf(network, pipeline);
  const forecasts = calibration?.forecasts !== undefined;
  const scores = calibration?.anomaly !== undefined;
  const windowed = forecasts ? 'forecasts' : scores ? 'scores' : null;
  const encoding: Encoding = {
    pipeline,
    inputs,
    short: fastPath(pipeline, inputs),
    ...(windowed && { windows: windowed }),
  };
  const maker = answerMaker(model, outputs, options);
  const source = { model: model.model, network, weights, calibration };
  const placing = options.confidence === undefined ? options : { ...options, confident: source };
  const placement = options.elsewhere ? await options.elsewhere(inputs, outputs) : await place(onnx, inputs, placing);
  const { program, notes, confident, ...feeding } = placement;
  const given = [...namesOf(outputs), ...(confident === null ? [] : [confident])];
  const batcher = new Batcher(program, namesOf(inputs), given, feeding);
  const underWay = new InFlight();
  let disposed = false;

  /** Runs a source of a single piece, if that is possible synchronously; otherwise returns false. */
  function runNow(source: Source, take: (results: readonly Rows[], rows: number) => void): boolean {
    if (disposed || source.rows === 0 || source.rows > batcher.limit) return false;
    const results = batcher.runNow(source.rows, () => source.encode(0, source.rows));
    if (!results) return false;
    take(results, source.rows);
    source.done?.();
    return true;
  }

  /**
   * Runs all pieces of a source, even if the predictor is closed meanwhile; `take` gets each with its rows, and is
   * waited for.
   */
  async function run(
    source: Source,
    take: (results: readonly Rows[], rows: number, from: number) => unknown,
  ): Promise<void> {
    if (disposed) throw new TensorwireError(model.model, 'the model was closed and no longer answers');
    underWay.begin();
    try {
      for (let from = 0, to = 0; from < source.rows; from = to) {
        to = Math.min(from + batcher.limit, source.rows);
        const [first, end] = [from, to];
        const results = await batcher.run(end - first, () => source.encode(first, end));
        await take(results, end - first, first);
      }
      source.done?.();
    } finally {
      underWay.end();
    }
  }

  /** All rows of each target, as `part` takes them from the results of a run. */
  async function gather(
    source: Source,
    part: (results: readonly Rows[], rows: number) => readonly Rows[],
  ): Promise<Rows[]> {
    const pieces: (readonly Rows[])[] = [];
    await run(source, (results, rows) => pieces.push(part(results, rows)));
    if (pieces.length === 0) pieces.push(part(noRows(outputs), 0));
    return pipeline!.targets.map((_, i) => concatenate(pieces.map(piece => piece[i]!)));
  }

  const raw = (results: readonly Rows[]): readonly Rows[] => splitByTarget(outputs, results, pipeline!);

  async function predict(
    payload: unknown,
    output: Output = 'scores',
    warn: (warning: string) => void = ignore,
    sure: (isSure: boolean) => void = ignore,
  ): Promise<unknown> {
    if (!OUTPUTS.includes(output))
      throw badArgument('output', `one of ${OUTPUTS.join(', ')}`, output).about(model.model);
    const source = fromPayload(encoding, payload, warn);
    if (output === 'tensor') return tensors(pipeline!, await gather(source, raw), source);
    const answers: unknown[] = [];
    const { windows } = source;
    const take = (results: readonly Rows[], rows: number, made?: Forecasts): void => {
      for (const answer of maker.answers(results, rows, output, { sure, forecasts: made })) answers.push(answer);
    };
    const judge = (results: readonly Rows[], rows: number, from = 0): void => {
      const found = scores && windows ? maker.anomalies(results, rows, output, windows(from), { sure }) : null;
      if (found === null) take(results, rows);
      else for (const answer of found) answers.push(answer);
    };
    if (forecasts && windows)
      await run(source, async (results, rows, from) =>
        take(results, rows, await maker.forecasts(results, rows, output, windows(from))),
      );
    else if (!runNow(source, judge)) await run(source, judge);
    return source.single ? answers[0] : answers;
  }

  return {
    model,
    notes: [...notes, ...maker.notes],
    predict,
    async outputs(dataset, rows) {
      const results = await gather(fromColumns(encoding, dataset.body.columns, rows), maker.calibratedOutputs);
      return results.map(({ data, shape }) => ({ data: data as Float32Array, shape: [rows.length, ...shape] }));
    },
    async dispose() {
      disposed = true;
      await underWay.none();
      await program.dispose();
    },
  };
}

const ignore = (_: unknown): void => undefined;
const namesOf = (ports: readonly { readonly name: string }[]): string[] => ports.map(({ name }) => name);

/** A Tensor [rows, …] for the target, or one for each target; without the row axis for a single record. */
function tensors({ targets }: Pipeline, results: readonly Rows[], { rows, single }: Source): unknown {
  const all = results.map(({ data, shape }) => new Tensor(data as Float32Array, single ? shape : [rows, ...shape]));
  return targets.length === 1 ? all[0] : Object.fromEntries(targets.map(({ name }, i) => [name, all[i]]));
}

function concatenate(parts: readonly Rows[]): Rows {
  if (parts.length === 1) return parts[0]!;
  const size = parts.reduce((sum, part) => sum + part.data.length, 0);
  const data = new Float32Array(new SharedArrayBuffer(size * 4)); // shared memory, as in a Tensor, so that it is not copied again
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { data, shape: parts[0]?.shape ?? [] };
}
