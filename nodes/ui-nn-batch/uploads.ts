import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../../src';

/** Bytes that a file may have. */
export const MOST_BYTES = 64 * 2 ** 20;
/** Files that may arrive at once. */
const MOST_OPEN = 4;
/** A file of which nothing comes for so long, in milliseconds, is given up. */
const PATIENCE = 60_000;

interface Upload {
  readonly folder: string;
  readonly file: string;
  readonly handle: FileHandle;
  bytes: number;
  timer: NodeJS.Timeout;
}

/** Files that pages send in pieces: they go to the disk piece by piece, and are removed when they have been read. */
export class Uploads {
  private readonly open = new Map<string, Upload>();

  constructor(
    private readonly root: string,
    private readonly warn: (error: unknown) => void,
  ) {}

  /** A file begins to arrive; its id. `ending`: of its name, by which its format is known. */
  async begin(ending: string): Promise<string> {
    if (this.open.size >= MOST_OPEN) throw new Problem('other files are arriving: wait a moment');
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(this.root, 'page-'));
    const file = join(folder, `upload.${ending}`);
    const id = randomUUID();
    const handle = await open(file, 'wx', 0o600);
    this.open.set(id, { folder, file, handle, bytes: 0, timer: this.patience(id) });
    return id;
  }

  async piece(id: string, bytes: Uint8Array): Promise<void> {
    const upload = this.find(id);
    upload.bytes += bytes.length;
    clearTimeout(upload.timer);
    if (upload.bytes > MOST_BYTES) {
      await this.end(id);
      throw new Problem(`the file is larger than ${MOST_BYTES / 2 ** 20} MB, more than a page may send`);
    }
    upload.timer = this.patience(id);
    await upload.handle.appendFile(bytes);
  }

  /** All has arrived: `use` reads the file, which is then removed. */
  async take<T>(id: string, use: (file: string) => Promise<T>): Promise<T> {
    const { file, handle, timer } = this.find(id);
    clearTimeout(timer);
    try {
      await handle.sync();
      return await use(file);
    } finally {
      await this.end(id);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.keys()].map(id => this.end(id)));
  }

  private find(id: string): Upload {
    const upload = this.open.get(id);
    if (!upload) throw new Problem('the file did not arrive: send it again');
    return upload;
  }

  private async end(id: string): Promise<void> {
    const upload = this.open.get(id);
    if (!upload) return;
    this.open.delete(id);
    clearTimeout(upload.timer);
    await upload.handle.close();
    await rm(upload.folder, { recursive: true, force: true });
  }

  private patience(id: string): NodeJS.Timeout {
    return setTimeout(() => void this.end(id).catch(this.warn), PATIENCE).unref();
  }
}
