import { Problem } from '../../errors';
import { hasRoomFor } from '../../process/memory';
import type { Parcel } from '../../process/parcel';
import { type Control, type ProcessOptions, ReaderProcess } from './client';

/** The share of the machine's memory for the second process; the first one may use four fifths. */
const SECOND = 0.15;

type Reading = Parameters<ReaderProcess['perform']>;

interface Waiting {
  /** only the first process will do */
  readonly needsFirst: boolean;
  readonly begin: (reader: ReaderProcess) => void;
}

/**
 * Two reader processes, so that a long reading does not delay the others. The first may use all memory that reading may
 * have; while it is busy, the second, with less, does the work. Work that needs more memory waits for the first. A
 * machine without memory for a second process has only the first.
 */
export class ReaderPool {
  private readonly first: ReaderProcess;
  private readonly second: ReaderProcess | null;
  private readonly free: Set<ReaderProcess>;
  private readonly waiting: Waiting[] = [];

  constructor(
    first: ProcessOptions = {},
    second: ProcessOptions | null = hasRoomFor(SECOND) ? { share: SECOND } : null,
  ) {
    this.first = new ReaderProcess(first);
    this.second = second && new ReaderProcess(second);
    this.free = new Set(this.readers);
  }

  /** Like `ReaderProcess.perform`; work starts in the order in which it came. */
  async perform(...reading: Reading): Promise<Parcel> {
    const reader = await this.turn(false);
    try {
      return await reader.perform(...reading);
    } catch (error) {
      if (reader === this.first || !needsMore(error, reading[3])) throw error;
    } finally {
      this.leave(reader);
    }
    await this.turn(true);
    try {
      return await this.first.perform(...reading);
    } finally {
      this.leave(this.first);
    }
  }

  /** Ends both processes with their current work. */
  async end(): Promise<void> {
    await Promise.all(this.readers.map(reader => reader.end()));
  }

  private get readers(): ReaderProcess[] {
    return this.second === null ? [this.first] : [this.first, this.second];
  }

  private turn(needsFirst: boolean): Promise<ReaderProcess> {
    return new Promise(begin => {
      this.waiting.push({ needsFirst, begin });
      this.admit();
    });
  }

  private leave(reader: ReaderProcess): void {
    this.free.add(reader);
    this.admit();
  }

  private admit(): void {
    for (const reader of this.readers) {
      if (!this.free.has(reader)) continue;
      const at = this.waiting.findIndex(({ needsFirst }) => reader === this.first || !needsFirst);
      if (at < 0) continue;
      this.free.delete(reader);
      this.waiting.splice(at, 1)[0]!.begin(reader);
    }
  }
}

/** The process ended, most likely for lack of memory, and was not stopped. */
const needsMore = (error: unknown, control: Control = {}): boolean =>
  error instanceof Problem && error.details.crashed === true && !control.signal?.aborted;
