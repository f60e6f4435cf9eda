import type { Program } from '../engine/engine';
import type { Feeds, HostTensor } from '../spec';

/** Rows of one network input or output, [rows, …]. */
export interface Rows {
  readonly data: Float32Array | Int32Array;
  /** of one row */
  readonly shape: readonly number[];
}

/** One piece of work: some rows for every input, encoded when their turn comes. */
interface Piece {
  readonly rows: number;
  readonly encode: () => readonly Rows[];
  readonly resolve: (outputs: readonly Rows[]) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatcherOptions {
  /** rows of the first runs, at most */
  readonly rows: number;
  /** how long a run should take at most, milliseconds: others wait meanwhile */
  readonly hold: number;
  /** Always waits for what else this turn of the event loop brings before the first run: where a run is long. */
  readonly gather: boolean;
}

/** More rows do not make a run faster. */
const ROWS = 1024;

/** A turn of the event loop. */
const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/**
 * Runs pieces of work through one program. A piece that comes alone is computed at once. Those that meet, because they come
 * in one turn of the event loop or while a run is under way, become one run of at most `limit` rows, as many as the time
 * that a run may take allows; between runs the event loop gets its turn. A piece that fails fails alone.
 */
export class Batcher {
  private readonly queue: Piece[] = [];
  /** from the beginning of a run to the end of the event loop's turn behind it */
  private working = false;
  /** The last run was of several pieces: the next one waits for what else this turn of the event loop brings. */
  private crowded = false;
  /** rows of one run, at most */
  limit: number;

  constructor(
    private readonly program: Program,
    private readonly inputs: readonly string[],
    private readonly outputs: readonly string[],
    private readonly options: BatcherOptions,
  ) {
    this.limit = Math.max(1, Math.min(ROWS, Math.floor(options.rows)));
  }

  /** The outputs for these rows, at most `limit` of them. */
  run(rows: number, encode: () => readonly Rows[]): Promise<readonly Rows[]> {
    return new Promise((resolve, reject) => {
      this.queue.push({ rows, encode, resolve, reject });
      if (!this.working) void this.work();
    });
  }

  /** The same without a promise, where the program computes so and nothing else is waiting or under way; else null. */
  runNow(rows: number, encode: () => readonly Rows[]): readonly Rows[] | null {
    if (!this.program.runNow || this.working || this.crowded || this.options.gather) return null;
    this.working = true;
    setImmediate(this.goOn);
    const feeds = this.feeds(rows, encode());
    const start = performance.now();
    const results = this.program.runNow(feeds);
    this.adapt(rows, performance.now() - start);
    return this.outputs.map(name => part(results[name]!, 0, rows));
  }

  /** Takes what came since `runNow` began. */
  private readonly goOn = (): void => {
    this.working = false;
    if (this.queue.length > 0) void this.work();
  };

  private async work(): Promise<void> {
    this.working = true;
    if (this.crowded || this.options.gather) await pause();
    while (this.queue.length > 0) {
      const pieces = this.take();
      this.crowded = pieces.length > 1;
      await this.runTogether(pieces);
      await pause();
    }
    this.working = false;
  }

  /** As many of the waiting pieces as fit into one run, at least one. */
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
      if (encoded.length === 1) encoded[0]!.piece.reject(error);
      else for (const { piece } of encoded) await this.runTogether([piece]);
    }
  }

  /** A full run that was quick allows more rows, one that held the others too long fewer. */
  private adapt(rows: number, time: number): void {
    if (rows >= this.limit && time < this.options.hold / 2) this.limit = Math.min(ROWS, this.limit * 2);
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

/** The inputs of several pieces behind each other: the only copy that a tensor's numbers go through. */
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
