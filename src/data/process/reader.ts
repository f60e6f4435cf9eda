import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { TensorwireError } from '../../errors';
import { builtProgram } from '../../process/built';
import { type Child, startChild } from '../../process/child';
import { childEnvironment } from '../../process/environment';
import { errorOf } from '../../process/fault';
import { openNameless, openUnlinked, type Parcel, readParcel } from '../../process/parcel';
import type { FromReader, Place, ReaderSettings, Work } from './messages';

/** One process that reads, from its start to its end, and the two files that it shares with this one. */
export class Reader {
  private readonly child: Child;
  /** how it ended; null: it is there */
  private end: string | null = null;
  /** rejects when it has ended */
  private readonly gone: Promise<never>;
  private said = '';
  /** of the work that it has */
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
    this.gone.catch(() => undefined); // who waits for an answer hears it
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
    this.child.hold(true); // this process stays while an answer is due
    try {
      const answered = new Promise<Place>((resolve, reject) => {
        this.hear = message => {
          if (message.kind === 'progress') onProgress?.(message.share);
          else if (message.kind === 'done') resolve(message.place);
          else reject(errorOf(message.fault));
        };
      });
      this.child.send(work); // where it cannot be sent any more, `gone` says why
      return await readParcel(this.descriptor(await Promise.race([answered, this.gone])));
    } finally {
      this.hear = () => undefined;
      this.child.hold(false);
    }
  }

  kill(): void {
    this.child.kill();
  }

  /** Frees what lies in the files. Nothing may be read or written at the time. */
  async empty(): Promise<void> {
    await Promise.all(Object.values(this.files).map(file => file.truncate(0)));
  }
  /** Ends it and closes the files. Nothing may be read or written at the time. */
  async release(): Promise<void> {
    this.kill();
    await this.gone.catch(() => undefined); // it always rejects, and says how the process ended
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
    return new TensorwireError(subject, `the reader process ${end}${said === '' ? '' : `: ${said}`}`, details);
  }
}

const builtEntry = (): string =>
  builtProgram('reader.js', path => new TensorwireError('dataset', `the reader program is missing: ${path}`));
