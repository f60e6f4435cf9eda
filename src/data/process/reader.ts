import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { TensorwireError } from '../../errors';
import { builtProgram } from '../../process/built';
import { type Child, startChild } from '../../process/child';
import { childEnvironment } from '../../process/environment';
import { errorOf } from '../../process/fault';
import { openNameless, openUnlinked, type Parcel, readParcel } from '../../process/parcel';
import type { FromReader, Place, ReaderSettings, Work } from './messages';

/** One reader process, from start to end, and the two files that it shares with this process. */
export class Reader {
  private readonly child: Child;
  /** how it ended; null: running */
  private end: string | null = null;
  /** rejects when it has ended */
  private readonly gone: Promise<never>;
  private said = '';
  /** handles messages about its current work */
  private hear: (message: FromReader) => void = () => undefined;

  private constructor(
    path: string,
    private readonly files: Readonly<Record<Place, FileHandle>>,
    private readonly memoryLimit: number,
  ) {
    let leave: (how: string) => void = () => undefined;
    this.gone = new Promise((_, reject) => {
      leave = how => {
        this.end = how;
        reject(new Error(how));
      };
    });
    this.gone.catch(() => undefined); // those who wait for an answer handle it
    this.child = startChild(
      {
        path,
        args: parent => [JSON.stringify({ parent, memoryLimit, nice: 5 } satisfies ReaderSettings)],
        execArgv: [`--max-old-space-size=${Math.round(memoryLimit / 2 ** 20)}`],
        env: childEnvironment({ MALLOC_ARENA_MAX: '1' }),
        descriptors: [files.memory.fd, files.disk.fd],
      },
      {
        message: message => this.hear(message as FromReader),
        said: text => {
          this.said = (this.said + text).slice(-4000);
        },
        closed: (code, signal) => leave(signal ? `was killed by ${signal}` : `ended with exit code ${code}`),
        failed: reason => leave(`cannot be started (${reason})`),
      },
    );
    this.child.hold(false);
  }

  static async start(memoryLimit: number, entry = builtEntry()): Promise<Reader> {
    const files = { memory: await openUnlinked(0), disk: await openNameless(tmpdir()) };
    return new Reader(entry, files, memoryLimit);
  }

  get ended(): boolean {
    return this.end !== null;
  }
  get pid(): number | null {
    return this.child.pid;
  }

  descriptor(place: Place): number {
    return this.files[place].fd;
  }

  /** Gives it work and waits for the answer. */
  async perform(work: Work, onProgress?: (share: number) => void): Promise<Parcel> {
    this.child.hold(true); // this process stays alive while an answer is pending
    try {
      const answered = new Promise<Place>((resolve, reject) => {
        this.hear = message => {
          if (message.kind === 'progress') onProgress?.(message.share);
          else if (message.kind === 'done') resolve(message.place);
          else reject(errorOf(message.fault));
        };
      });
      this.child.send(work); // if it cannot be sent any more, `gone` says why
      return await readParcel(this.descriptor(await Promise.race([answered, this.gone])));
    } finally {
      this.hear = () => undefined;
      this.child.hold(false);
    }
  }

  kill(): void {
    this.child.kill();
  }

  /** Empties the files, while nothing is read or written. */
  async empty(): Promise<void> {
    await Promise.all(Object.values(this.files).map(file => file.truncate(0)));
  }
  /** Ends the process and closes the files, while nothing is read or written. */
  async release(): Promise<void> {
    this.kill();
    await this.gone.catch(() => undefined); // it always rejects, with how the process ended
    await Promise.all(Object.values(this.files).map(file => file.close()));
  }

  /** Why there was no answer about `subject`. */
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
    return new TensorwireError(subject, `the reader process ${end}${said === '' ? '' : `: ${said}`}`, details);
  }
}

const builtEntry = (): string =>
  builtProgram('reader.js', path => new TensorwireError('dataset', `the reader program is missing: ${path}`));
