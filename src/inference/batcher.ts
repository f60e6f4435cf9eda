import type { Program } from '../engine/engine';
import type { Feeds, HostTensor } from '../spec';

/** Rows of one network input or output, [rows, …]. */
export interface Rows {
  readonly data: Float32Array | Int32Array;
  /** the shape of one row */
  readonly shape: readonly number[];
}

/** One piece of work: rows for every input, encoded when it runs. */
interface Piece {
  readonly rows: number;
  readonly encode: () => readonly Rows[];
  readonly resolve: (outputs: readonly Rows[]) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatcherOptions {
  /** the maximum number of rows of the first runs */
  readonly rows: number;
  /** the target time of a run, milliseconds: others wait meanwhile */
  readonly hold: number;
  /** Always wait for the rest of this turn of the event loop before the first run; for long runs. */
  readonly gather: boolean;
  /** the maximum number of rows of any run; default: 1024 */
  readonly most?: number;
  /** an error that every piece has, whatever its rows: they are not tried one by one */
  readonly concernsAll?: (error: unknown) => boolean;
}

/** More rows do not make a run faster. */
const ROWS = 1024;

/** Resolves after a turn of the event loop. */
const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/**
 * Runs pieces of work through one program. A piece that comes alone is computed at once. Pieces that come in one turn
 * of the event loop, or during a run, become one run of at most `limit` rows, which is adapted to the time that a run
 * may take. Between runs the event loop gets a turn. A piece that fails does not affect the others.
 */
export class Batcher {
  private readonly queue: Piece[] = [];
  /** from the start of a run to the end of the next turn of the event loop */
  private working = false;
  /** The last run had several pieces: the next one waits for the rest of this turn of the event loop. */
  private isBusy = false;
  /** the maximum number of rows of one run */
  limit: number;
  private readonly most: number;

  constructor(
    private readonly program: Program,
    private readonly inputs: readonly string[],
    private readonly outputs: readonly string[],
    private readonly options: BatcherOptions,
  ) {
    this.most = Math.min(ROWS, options.most ?? ROWS);
    this.limit = Math.max(1, Math.min(this.most, Math.floor(options.rows)));
  }

  /** The outputs for these rows, at most `limit`. */
  run(rows: number, encode: () => readonly Rows[]): Promise<readonly Rows[]> {
    return new Promise((resolve, reject) => {
      this.queue.push({ rows, encode, resolve, reject });
      if (!this.working) void this.work();
    });
  }

  /** The same without a promise, if the program supports it and nothing else is waiting or running; otherwise null. */
  runNow(rows: number, encode: () => readonly Rows[]): readonly Rows[] | null {
    if (!this.program.runNow || this.working || this.isBusy || this.options.gather) return null;
    this.working = true;
    setImmediate(this.resume);
    const feeds = this.feeds(rows, encode());
    const start = performance.now();
    const results = this.program.runNow(feeds);
    this.adapt(rows, performance.now() - start);
    return this.outputs.map(name => part(results[name]!, 0, rows));
  }

  /** Takes what came since `runNow` began. */
  private readonly resume = (): void => {
    this.working = false;
    if (this.queue.length > 0) void this.work();
  };

  private async work(): Promise<void> {
    this.working = true;
    if (this.isBusy || this.options.gather) await pause();
    while (this.queue.length > 0) {
      const pieces = this.take();
      this.isBusy = pieces.length > 1;
      await this.runTogether(pieces);
      await pause();
    }
    this.working = false;
  }

  /** As many waiting pieces as fit into one run, at least one. */
  private take(): Piece[] {
    let rows = 0;
    const end = this.queue.findIndex((piece, i) => {
      rows += piece.rows;
      return i > 0 && rows > this.limit;
    });
    return this.queue.splice(0, end < 0 ? this.queue.length : end);
  }

  private async runTogether(pieces: readonly Piece[]): Promise<void> {
    const encoded: { readonly piece: Piece; readonly inputs: readonly Rows[] }[] = [];
    for (const piece of pieces)
      try {
        encoded.push({ piece, inputs: piece.encode() });
      } catch (error) {
        piece.reject(error);
      }
    if (encoded.length === 0) return;
    const rows = encoded.reduce((sum, { piece }) => sum + piece.rows, 0);
    try {
      const start = performance.now();
      const results = await this.program.run(this.feeds(rows, together(encoded.map(({ inputs }) => inputs))));
      this.adapt(rows, performance.now() - start);
      const outputs = this.outputs.map(name => results[name]!);
      let from = 0;
      for (const { piece } of encoded) {
        piece.resolve(outputs.map(output => part(output, from, piece.rows)));
        from += piece.rows;
      }
    } catch (error) {
      if (encoded.length === 1 || this.options.concernsAll?.(error))
        for (const { piece } of encoded) piece.reject(error);
      else for (const { piece } of encoded) await this.runTogether([piece]);
    }
  }

  /** A full run that was fast allows more rows, a run that was too slow fewer. */
  private adapt(rows: number, time: number): void {
    if (rows >= this.limit && time < this.options.hold / 2) this.limit = Math.min(this.most, this.limit * 2);
    else if (time > 2 * this.options.hold && rows > 1) this.limit = Math.max(1, Math.floor(rows / 2));
  }

  private feeds(rows: number, inputs: readonly Rows[]): Feeds {
    const feeds: Record<string, HostTensor> = {};
    for (let i = 0; i < inputs.length; i++) {
      const { data, shape } = inputs[i]!;
      const dtype = data instanceof Int32Array ? 'int32' : 'float32';
      feeds[this.inputs[i]!] = { data, shape: [rows, ...shape], dtype };
    }
    return feeds;
  }
}

/** Concatenates the inputs of several pieces: the only copy of a tensor's numbers. */
function together(pieces: readonly (readonly Rows[])[]): readonly Rows[] {
  const [first] = pieces;
  if (pieces.length === 1) return first!;
  return first!.map(({ shape }, i) => ({ data: joined(pieces.map(inputs => inputs[i]!.data)), shape }));
}

function joined(parts: readonly Rows['data'][]): Rows['data'] {
  const [first] = parts;
  const type = first!.constructor as new (length: number) => Rows['data'];
  const all = new type(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A view of a piece's rows in the output of its run. */
function part({ data, shape }: HostTensor, from: number, rows: number): Rows {
  const all = shape[0] ?? 1;
  const width = data.length / all;
  const numbers = data instanceof Float32Array ? data : Float32Array.from(data);
  return {
    data: rows === all ? numbers : numbers.subarray(from * width, (from + rows) * width),
    shape: shape.slice(1),
  };
}
