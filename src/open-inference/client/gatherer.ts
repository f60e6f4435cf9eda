import { elements } from '../../shape';
import type { Elements } from '../protocol/datatypes';
import type { NamedTensor } from '../protocol/tensors';
import type { InferenceClient } from './client';
import { isOfServer } from './connection';

interface Piece {
  readonly inputs: readonly NamedTensor[];
  readonly rows: number;
  readonly resolve: (outputs: readonly NamedTensor[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects what is asked while a request is under way into the next one, up to a number of rows. More rows are sent in
 * several requests, one after the other. A piece that the server refuses does not affect the others.
 */
export class Gatherer {
  private readonly queue: Piece[] = [];
  private working: Promise<void> | null = null;

  constructor(
    private readonly client: InferenceClient,
    private readonly most: number,
  ) {}

  async infer(inputs: readonly NamedTensor[]): Promise<readonly NamedTensor[]> {
    const rows = inputs[0]?.shape[0] ?? 0;
    const pieces: Promise<readonly NamedTensor[]>[] = [];
    for (let from = 0; from < rows; from += this.most) {
      const to = Math.min(rows, from + this.most);
      pieces.push(
        this.add(
          inputs.map(input => part(input, from, to)),
          to - from,
        ),
      );
    }
    return joined(await Promise.all(pieces));
  }

  /** Resolves when nothing is under way. */
  async none(): Promise<void> {
    await this.working;
  }

  private add(inputs: readonly NamedTensor[], rows: number): Promise<readonly NamedTensor[]> {
    return new Promise((resolve, reject) => {
      this.queue.push({ inputs, rows, resolve, reject });
      this.working ??= this.work();
    });
  }

  private async work(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve)); // wait for what else arrives in this turn of the event loop
    while (this.queue.length > 0) await this.together(this.take());
    this.working = null; // in the same turn, so that no piece is added to a queue that nobody empties
  }

  /** As many pieces of the same shapes as fit into one request, at least one. */
  private take(): Piece[] {
    const kind = ({ inputs }: Piece) => JSON.stringify(inputs.map(({ shape }) => shape.slice(1)));
    let rows = 0;
    const first = kind(this.queue[0]!);
    const end = this.queue.findIndex((piece, i) => {
      rows += piece.rows;
      return i > 0 && (rows > this.most || kind(piece) !== first);
    });
    return this.queue.splice(0, end < 0 ? this.queue.length : end);
  }

  private async together(pieces: readonly Piece[]): Promise<void> {
    try {
      const { outputs } = await this.client.infer(joined(pieces.map(({ inputs }) => inputs)));
      let from = 0;
      for (const { rows, resolve } of pieces) {
        const [first, end] = [from, from + rows];
        resolve(outputs.map(output => part(output, first, end)));
        from = end;
      }
    } catch (error) {
      if (pieces.length === 1 || isOfServer(error)) for (const { reject } of pieces) reject(error);
      else for (const piece of pieces) await this.together([piece]);
    }
  }
}

function part(tensor: NamedTensor, from: number, to: number): NamedTensor {
  const [rows = 0, ...row] = tensor.shape;
  if (from === 0 && to === rows) return tensor;
  const width = elements(row);
  return { ...tensor, shape: [to - from, ...row], data: tensor.data.slice(from * width, to * width) };
}

function joined(pieces: readonly (readonly NamedTensor[])[]): readonly NamedTensor[] {
  const [first] = pieces;
  if (pieces.length === 1) return first!;
  return first!.map((tensor, i) => {
    const all = pieces.map(piece => piece[i]!);
    const rows = all.reduce((sum, { shape }) => sum + shape[0]!, 0);
    return { ...tensor, shape: [rows, ...tensor.shape.slice(1)], data: together(all.map(({ data }) => data)) };
  });
}

function together(parts: readonly Elements[]): Elements {
  const [first] = parts;
  if (Array.isArray(first)) return (parts as readonly (readonly string[])[]).flat();
  const numbers = parts as readonly (Float32Array | Float64Array)[];
  const length = numbers.reduce((sum, part) => sum + part.length, 0);
  const all = first instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  let at = 0;
  for (const part of numbers) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
