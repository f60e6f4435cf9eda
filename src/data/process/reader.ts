import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TensorwireError } from '../../errors';
import { childEnvironment } from '../../process/environment';
import { openNameless, openUnlinked, type Parcel, readParcel } from '../../process/parcel';
import type { FromReader, Place, ReaderSettings, Work } from './messages';

const readers = new Set<ChildProcess>();
const killAll = (): void => {
  for (const reader of readers) reader.kill('SIGKILL');
};

/** One process that reads, from its start to its end, and the two files that it shares with this one. */
export class Reader {
  /** how it ended; null: it is there */
  private end: string | null = null;
  /** rejects when it has ended */
  private readonly gone: Promise<never>;
  private said = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly files: Readonly<Record<Place, FileHandle>>,
    private readonly memoryLimit: number,
  ) {
    if (readers.size === 0) process.on('exit', killAll);
    readers.add(child);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.said = (this.said + text).slice(-4000);
    });
    this.gone = new Promise((_, reject) => {
      const ended = (how: string): void => {
        this.end = how;
        readers.delete(child);
        if (readers.size === 0) process.off('exit', killAll);
        reject(new Error(how));
      };
      child.once('error', error => {
        // an error after the start is of a message or a signal; the end follows and says more
        if (child.pid === undefined) ended(`cannot be started (${error.message})`);
      });
      child.once('close', (code, signal) => ended(signal ? `was killed by ${signal}` : `ended with exit code ${code}`));
    });
    this.gone.catch(() => undefined); // who waits for an answer hears it
    this.hold(false);
  }

  static async start(subject: string, memoryLimit: number, entry = builtEntry()): Promise<Reader> {
    const files = { memory: await openUnlinked(0, subject), disk: await openNameless(tmpdir()) };
    const settings: ReaderSettings = { parent: process.pid, memoryLimit, nice: 5 };
    const child = fork(entry, [JSON.stringify(settings)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', files.memory.fd, files.disk.fd],
      execArgv: [`--max-old-space-size=${Math.round(memoryLimit / 2 ** 20)}`],
      env: childEnvironment({ MALLOC_ARENA_MAX: '1' }),
    });
    return new Reader(child, files, memoryLimit);
  }

  get ended(): boolean {
    return this.end !== null;
  }
  get pid(): number | null {
    return this.ended ? null : (this.child.pid ?? null);
  }

  descriptor(place: Place): number {
    return this.files[place].fd;
  }

  /** Gives it work and waits for the answer. */
  async perform(work: Work, onProgress?: (share: number) => void): Promise<Parcel> {
    this.hold(true); // this process stays while an answer is due
    let hear: (message: FromReader) => void = () => undefined;
    try {
      const answered = new Promise<Place>((resolve, reject) => {
        hear = message => {
          if (message.kind === 'progress') onProgress?.(message.share);
          else if (message.kind === 'done') resolve(message.place);
          else reject(errorOf(message));
        };
        this.child.on('message', hear);
        this.child.send(work, () => undefined); // where it cannot be sent any more, `gone` says why
      });
      return await readParcel(this.descriptor(await Promise.race([answered, this.gone])));
    } finally {
      this.child.off('message', hear);
      if (!this.ended) this.hold(false);
    }
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Frees what lies in the files. Nothing may be read or written at the time. */
  async empty(): Promise<void> {
    await Promise.all(Object.values(this.files).map(file => file.truncate(0)));
  }
  /** Ends it and closes the files. Nothing may be read or written at the time. */
  async release(): Promise<void> {
    this.kill();
    await this.gone.catch(() => undefined);
    await Promise.all(Object.values(this.files).map(file => file.close()));
  }

  /** Why it gave no answer about `subject`. */
  death(subject: string): TensorwireError {
    const { memoryLimit, end } = this;
    const said = this.said.trim();
    const details = { crashed: true, memoryLimit, said };
    const noMemory = /heap out of memory|heap limit|invalid (table|array) size|its limit is/i.test(said);
    if (noMemory || /SIGKILL/.test(end ?? '')) {
      const limit = `${Math.round(memoryLimit / 2 ** 20).toLocaleString('en-US')} MB`;
      const remedy = 'give fewer rows or columns at a time, or more memory to Node-RED';
      return new TensorwireError(subject, `needs more memory than reading may use, ${limit}; ${remedy}`, details);
    }
    return new TensorwireError(subject, `the process that reads it ${end}${said === '' ? '' : `: ${said}`}`, details);
  }

  /** Does this process stay for the sake of the other? */
  private hold(stay: boolean): void {
    const { child } = this;
    for (const part of [child, child.channel, child.stderr as Socket | null]) {
      if (stay) part?.ref();
      else part?.unref();
    }
  }
}

function errorOf({ subject, problem, details, stack }: Extract<FromReader, { kind: 'failed' }>): TensorwireError {
  const error = new TensorwireError(subject, problem, details);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** The built program beside the built core; in a source checkout, the one that `npm run build` makes. */
function builtEntry(): string {
  const candidates = [join(__dirname, 'reader.js'), join(__dirname, '../../../dist/reader.js')];
  const path = candidates.find(existsSync);
  if (!path) throw new TensorwireError('dataset', `the program that reads is missing: ${candidates[0]}`);
  return path;
}
