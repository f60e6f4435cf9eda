import { setImmediate as pause } from 'node:timers/promises';
import { about, Problem, TensorwireError } from '../../errors';
import { childMemory } from '../../process/memory';
import { fitsInMemory, type Parcel, parcelBytes, writeBytes, writeParcel } from '../../process/parcel';
import { subjectOf } from '../error-text';
import type { RawTable } from '../table/raw-table';
import { piecesOf } from '../table/text-pieces';
import { tableParcel } from './marshal';
import type { Place, Source, Work } from './messages';
import { Reader } from './reader';

export interface ProcessOptions {
  /** the program, if not the built one */
  readonly entry?: string;
  /** bytes of memory above which it ends itself; default: a share of the machine's */
  readonly memoryLimit?: number;
  /** share of the machine's memory; default: four fifths, as for any child */
  readonly share?: number;
  /** milliseconds to wait for more work; default: a minute */
  readonly idle?: number;
}

/** Controls a reading. */
export interface Control {
  /** share of the data read so far, 0 … 1; called at most four times a second */
  readonly onProgress?: (share: number) => void;
  /** ends the reading */
  readonly signal?: AbortSignal;
}

/** What is read: a file or an example by name, a text, or a table from the rows of a message. */
export type Input = Extract<Source, { file: string } | { example: string }> | { text: string | Uint8Array } | RawTable;
type OrderOf<K extends Work['kind']> = Omit<Extract<Work, { kind: K }>, 'source'>;
type Order = OrderOf<'dataset'> | OrderOf<'columns'> | OrderOf<'sheets'>;

/**
 * A process that reads and fits, so that Node-RED spends neither its time nor its memory. It does one piece of work
 * after the other, and ends a minute after the last one. If it dies, its current work fails.
 */
export class ReaderProcess {
  private reader: Reader | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private resting: NodeJS.Timeout | undefined;

  constructor(private readonly options: ProcessOptions = {}) {}

  /** process id, for tests; null: not running */
  get pid(): number | null {
    return this.reader?.pid ?? null;
  }

  /** Reads `input`, which errors call `name`. */
  perform(order: Order, input: Input, name: string, control: Control = {}): Promise<Parcel> {
    const turn = this.last.then(() => this.turn(order, input, name, control));
    const over = (): void => undefined; // keeps no reference to the result; the caller handles the error
    this.last = turn.then(over, over);
    return turn;
  }

  /** Ends the process with its current work. */
  async end(): Promise<void> {
    this.reader?.kill();
    await this.last;
    await this.leave();
  }

  private async turn(order: Order, input: Input, name: string, control: Control): Promise<Parcel> {
    const subject = subjectOf(name);
    if (control.signal?.aborted) throw stopped(subject);
    clearTimeout(this.resting);
    const reader = await about(subject, () => this.started());
    const stop = (): void => reader.kill();
    control.signal?.addEventListener('abort', stop, { once: true });
    try {
      const source = await about(subject, () => send(input, reader, name));
      return await reader.perform({ ...order, source } as Work, control.onProgress);
    } catch (error) {
      if (control.signal?.aborted) throw stopped(subject);
      throw error instanceof Problem || !reader.ended ? error : reader.death(subject);
    } finally {
      control.signal?.removeEventListener('abort', stop);
      await reader.empty(); // its input is no longer needed, and soon neither is it
      this.resting = setTimeout(() => void this.leave(), this.options.idle ?? 60_000).unref();
    }
  }

  private async started(): Promise<Reader> {
    if (this.reader?.ended) await this.leave();
    if (this.reader === null) {
      await pause(); // to fork takes a turn of the event loop by itself where this process is large
      const memoryLimit = Math.round(this.options.memoryLimit ?? childMemory(this.options.share));
      this.reader = await Reader.start(memoryLimit, this.options.entry);
      await pause();
    }
    return this.reader;
  }

  /** The next work starts another process. */
  private async leave(): Promise<void> {
    clearTimeout(this.resting);
    const { reader } = this;
    this.reader = null;
    await reader?.release();
  }
}

const stopped = (subject: string): TensorwireError =>
  new TensorwireError(subject, 'the reading was stopped', { cancelled: true });

/** Writes what is not a file where the process finds it. */
async function send(input: Input, reader: Reader, name: string): Promise<Source> {
  if ('file' in input || 'example' in input) return input;
  if ('text' in input) {
    const { text } = input;
    const place = await placeFor(typeof text === 'string' ? 3 * text.length : text.length);
    const bytes = await writeBytes(reader.descriptor(place), partsOf(text));
    return { name, place, bytes };
  }
  const parcel = await tableParcel(input);
  const place = await placeFor(parcelBytes(parcel.arrays));
  await writeParcel(reader.descriptor(place), parcel);
  return { table: place };
}

const placeFor = async (bytes: number): Promise<Place> => ((await fitsInMemory(bytes)) ? 'memory' : 'disk');

function* partsOf(text: string | Uint8Array): Generator<Uint8Array> {
  if (typeof text !== 'string') {
    yield new Uint8Array(text.buffer, text.byteOffset, text.byteLength);
    return;
  }
  for (const piece of piecesOf(text)) yield Buffer.from(piece);
}
