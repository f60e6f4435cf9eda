import { setImmediate as pause } from 'node:timers/promises';
import type { Feeds, HostTensor, Program } from '../engine/engine';

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

/** More rows do not make a run faster, and hold the event loop longer. */
export const CHUNK = 1024;

/**
 * Runs pieces of work through one program. Those that arrive in one turn of the event loop, or while a run is under way,
 * become one run of at most 1024 rows; between runs the event loop gets its turn. A piece that fails fails alone.
 */
export class Batcher {
  private queue: Piece[] = [];
  private working = false;

  constructor(
    private readonly program: Program,
    private readonly inputs: readonly string[],
    private readonly outputs: readonly string[],
  ) {}

  /** The outputs for these rows, at most 1024 of them. */
  run(rows: number, encode: () => readonly Rows[]): Promise<readonly Rows[]> {
    return new Promise((resolve, reject) => {
      this.queue.push({ rows, encode, resolve, reject });
      if (!this.working) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.working = true;
    for (await pause(); this.queue.length > 0; await pause()) await this.runTogether(this.take());
    this.working = false;
  }

  /** As many of the waiting pieces as fit into one run, at least one. */
  private take(): Piece[] {
    let rows = 0;
    const end = this.queue.findIndex((piece, i) => {
      rows += piece.rows;
      return i > 0 && rows > CHUNK;
    });
    return this.queue.splice(0, end < 0 ? this.queue.length : end);
  }

  private async runTogether(pieces: readonly Piece[]): Promise<void> {
    const encoded = pieces.flatMap(piece => {
      try {
        return [{ piece, inputs: piece.encode() }];
      } catch (error) {
        piece.reject(error);
        return [];
      }
    });
    if (encoded.length === 0) return;
    const rows = encoded.reduce((sum, { piece }) => sum + piece.rows, 0);
    try {
      const results = await this.program.run(this.feeds(rows, encoded));
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

  private feeds(rows: number, encoded: readonly { readonly inputs: readonly Rows[] }[]): Feeds {
    const feeds: Record<string, HostTensor> = {};
    for (const [i, name] of this.inputs.entries()) {
      const parts = encoded.map(({ inputs }) => inputs[i]!);
      const { shape } = parts[0]!;
      const data = joined(parts.map(p => p.data));
      feeds[name] = { data, shape: [rows, ...shape], dtype: data instanceof Int32Array ? 'int32' : 'float32' };
    }
    return feeds;
  }
}

function joined(parts: readonly Rows['data'][]): Rows['data'] {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const type = first!.constructor as new (length: number) => Rows['data'];
  const all = new type(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function part({ data, shape }: HostTensor, from: number, rows: number): Rows {
  const [all = 1, ...one] = shape;
  const width = data.length / all;
  const numbers = data instanceof Float32Array ? data : Float32Array.from(data);
  return { data: rows === all ? numbers : numbers.slice(from * width, (from + rows) * width), shape: one };
}
