import { randomUUID } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { openTemporary, Problem, removeAbandoned, type Temporary } from '../../src';

/** The most bytes of a file; the administrator may allow fewer. */
export const MOST_BYTES = 64 * 2 ** 20;
/** The most files that may be arriving or being read at the same time. */
const MOST_OPEN = 4;
/** A file of which nothing arrives for so many milliseconds is given up. */
const PATIENCE = 60_000;

interface Upload {
  readonly temporary: Temporary;
  readonly file: string;
  readonly handle: FileHandle;
  /** bytes that it may have */
  readonly most: number;
  bytes: number;
  timer: NodeJS.Timeout;
}

/**
 * Receives files that pages send in pieces. They are written to disk piece by piece, and removed after they are read.
 */
export class Uploads {
  private readonly open = new Map<string, Upload>();
  /** how many files there are; each counts from its beginning until it is removed */
  private places = 0;
  private closed = false;

  /** `limit`: the bytes that the administrator allows; it throws if uploads are forbidden. */
  constructor(
    private readonly root: string,
    private readonly limit: () => number,
    private readonly warn: (error: unknown) => void,
  ) {
    removeAbandoned(root).catch(warn); // files that a crash left behind
  }

  /** A file begins to arrive; returns its id. `ending`: that of its name, which tells its format. */
  async begin(ending: string): Promise<string> {
    const most = Math.min(MOST_BYTES, this.limit());
    if (this.places >= MOST_OPEN) throw new Problem('other files are arriving: wait a moment');
    this.places++;
    try {
      await removeAbandoned(this.root);
      const temporary = await openTemporary(this.root);
      try {
        return await this.add(temporary, ending, most);
      } catch (error) {
        await temporary.remove();
        throw error;
      }
    } catch (error) {
      this.places--;
      throw error;
    }
  }

  private async add(temporary: Temporary, ending: string, most: number): Promise<string> {
    const file = join(temporary.folder, `upload.${ending}`);
    const handle = await open(file, 'wx', 0o600);
    if (this.closed) {
      await handle.close();
      throw new Problem('the node was removed or deployed again meanwhile: load the page again');
    }
    const id = randomUUID();
    this.open.set(id, { temporary, file, handle, most, bytes: 0, timer: this.patience(id) });
    return id;
  }

  async piece(id: string, bytes: Uint8Array): Promise<void> {
    const upload = this.find(id);
    upload.bytes += bytes.length;
    clearTimeout(upload.timer);
    if (upload.bytes > upload.most) {
      await this.end(id);
      throw new Problem(`the file is larger than ${upload.most / 2 ** 20} MB, more than a page may send`);
    }
    upload.timer = this.patience(id);
    await upload.handle.appendFile(bytes);
  }

  /** The whole file has arrived, and no further piece is accepted. `use` reads it; then it is removed. */
  async take<T>(id: string, use: (file: string) => Promise<T>): Promise<T> {
    const upload = this.find(id);
    this.open.delete(id);
    clearTimeout(upload.timer);
    try {
      await upload.handle.sync();
      return await use(upload.file);
    } finally {
      await this.remove(upload);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
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
    await this.remove(upload);
  }

  private async remove({ handle, temporary }: Upload): Promise<void> {
    try {
      await handle.close();
      await temporary.remove();
    } finally {
      this.places--;
    }
  }

  private patience(id: string): NodeJS.Timeout {
    return setTimeout(() => void this.end(id).catch(this.warn), PATIENCE).unref();
  }
}
