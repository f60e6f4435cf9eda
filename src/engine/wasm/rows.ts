import { TensorwireError } from '../../errors';
import type { DType, Feeds, HostTensor } from '../../spec';

import type { Program, Results } from '../engine';
import { ownFeed } from '../feeds';
import { type Built, read, start, write } from './built';

/** An input of a model, row by row. */
export interface FedRow {
  readonly name: string;
  /** of one row, without the batch */
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** The most rows per call; any number of rows is computed in pieces of powers of two. */
export const MOST_ROWS = 64;

interface Part {
  readonly built: Built;
  readonly once: () => void;
}

/** Where the modules come from: this thread's compiler, or another thread's. */
export interface Source {
  readonly memory: WebAssembly.Memory;
  readonly fed: readonly FedRow[];
  readonly names: readonly string[];
  /** the module for a power of two of rows, or null if there is none; memory reaches to its end */
  build(rows: number): Built | null;
}

/** A model for inference with independent rows: [N, …] → [N, …]. */
export class RowsRunner implements Program {
  private readonly parts = new Map<number, Part>();
  /** numbers per row of each input */
  private readonly widths: readonly number[];
  private most = MOST_ROWS;
  private disposed = false;

  constructor(private readonly source: Source) {
    this.widths = source.fed.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  }

  async run(feeds: Feeds): Promise<Results> {
    return this.runNow(feeds);
  }
  runNow(feeds: Feeds): Results {
    if (this.disposed) throw new TensorwireError('engine wasm', 'this program was disposed and cannot run');
    const N = this.countOf(feeds);
    if (N === 1) return this.compute(this.part(1), feeds);
    if (N === 0) return this.nothing();
    const pieces: Results[] = [];
    for (let from = 0, size = 1; from < N; from += size) {
      size = Math.min(this.most, 2 ** Math.floor(Math.log2(N - from)));
      let part = this.parts.get(size) ?? this.make(size);
      while (!part) {
        size = this.most = size / 2;
        part = this.parts.get(size) ?? this.make(size);
      }
      pieces.push(this.compute(part, this.rowsOf(feeds, from, size)));
    }
    return pieces.length === 1 ? pieces[0]! : this.together(pieces, N);
  }
  async dispose(): Promise<void> {
    this.disposed = true;
    this.parts.clear();
  }

  private part(rows: number): Part {
    return this.parts.get(rows) ?? this.make(rows)!;
  }
  private make(rows: number): Part | null {
    const built = this.source.build(rows);
    if (!built) return null;
    const part = { built, once: start(built, this.source.memory).once };
    this.parts.set(rows, part);
    return part;
  }

  private compute({ built, once }: Part, feeds: Feeds): Results {
    const { memory, fed, names } = this.source;
    for (let i = 0; i < fed.length; i++) write(memory, built.inputs[i]!.address, feeds[fed[i]!.name]!);
    once();
    const found: Results = {};
    for (let i = 0; i < names.length; i++) found[names[i]!] = read(memory, built.results[i]!);
    return found;
  }

  /** The number of rows fed, after checking the feeds. */
  private countOf(feeds: Feeds): number {
    const { fed } = this.source;
    const first = fed[0]!.name;
    const rows = ownFeed(feeds, first)?.shape[0] ?? 0;
    for (let i = 0; i < fed.length; i++) {
      const { name, shape, dtype } = fed[i]!;
      const feed = ownFeed(feeds, name);
      const wrong = (argument: string, expected: string, received: string) =>
        new TensorwireError('engine wasm', `input "${name}": ${argument} must be ${expected}, received ${received}`, {
          input: name,
          argument,
          expected,
          received,
        });
      if (!feed) throw new TensorwireError('engine wasm', `input "${name}" is missing`, { input: name });
      if (feed.dtype !== dtype) throw wrong('dtype', dtype, feed.dtype);
      let fits = feed.shape[0] === rows && feed.shape.length === shape.length + 1;
      for (let axis = 0; axis < shape.length; axis++) fits &&= shape[axis] === feed.shape[axis + 1];
      if (!fits) throw wrong('shape', `[${['N', ...shape].join(', ')}]`, `[${feed.shape.join(', ')}]`);
      const count = rows * this.widths[i]!;
      if (feed.data.length !== count) throw wrong('data', `${count} numbers`, `${feed.data.length}`);
    }
    return rows;
  }

  private nothing(): Results {
    const results = this.part(1).built.results.map(({ shape, dtype }, i): [string, HostTensor] => {
      const data = dtype === 'float32' ? new Float32Array() : dtype === 'int32' ? new Int32Array() : new Uint8Array();
      return [this.source.names[i]!, { data, shape: [0, ...shape.slice(1)], dtype }];
    });
    return Object.fromEntries(results);
  }

  /** Some rows of the feeds, without a copy. */
  private rowsOf(feeds: Feeds, from: number, rows: number): Feeds {
    const found: Record<string, HostTensor> = {};
    this.source.fed.forEach(({ name, shape, dtype }, i) => {
      const width = this.widths[i]!;
      const data = feeds[name]!.data.subarray(from * width, (from + rows) * width);
      found[name] = { data, shape: [rows, ...shape], dtype };
    });
    return found;
  }

  private together(pieces: readonly Results[], rows: number): Results {
    const found: Results = {};
    for (const [name, { data, shape, dtype }] of Object.entries(pieces[0]!)) {
      const all = new (data.constructor as Float32ArrayConstructor)((data.length / shape[0]!) * rows);
      let at = 0;
      for (const piece of pieces) {
        all.set(piece[name]!.data, at);
        at += piece[name]!.data.length;
      }
      found[name] = { data: all, shape: [rows, ...shape.slice(1)], dtype };
    }
    return found;
  }
}
