import { readFileSync } from 'node:fs';
import { messageOf, nodeFile, removeNodeFile, touchNodeFile, writeNodeFile, type z } from '../../src';
import type { NodeContext } from './define';

interface Kind<S extends z.ZodType> {
  /** folder of such files in `tensorwire` of the userDir */
  readonly folder: string;
  readonly schema: S;
  /** how long a change may wait until it is written, in milliseconds */
  readonly every: number;
  /** what the state is, for warnings: `what was counted` */
  readonly what: string;
}

/** What a node has gathered, on disk: a restart of Node-RED goes on with it. */
export class SavedState<S extends z.ZodType> {
  private readonly file: string;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly live: NodeContext,
    private readonly kind: Kind<S>,
    private readonly state: () => z.infer<S>,
  ) {
    this.file = nodeFile(live.userDir, kind.folder, live.id);
  }

  /** What was gathered before; null: nothing. */
  read(): z.infer<S> | null {
    try {
      return this.kind.schema.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (!['ENOENT', 'ENOTDIR'].includes(code))
        this.live.node.warn(
          `${this.live.subject}: ${this.kind.what} before cannot be read, so it starts anew (${messageOf(error)})`,
        );
      return null;
    }
  }

  /**
   * It has changed: it is written soon. A message that is still under way when the node is closed changes nothing: the
   * file is its successor's, or gone with the node.
   */
  soon(): void {
    if (this.closed) return;
    this.timer ??= setTimeout(() => this.write(), this.kind.every).unref();
  }

  close(removed: boolean): Promise<void> {
    if (removed) {
      clearTimeout(this.timer);
      this.inTurn(() => removeNodeFile(this.file));
    } else if (this.timer) this.write();
    else this.inTurn(() => touchNodeFile(this.file));
    this.closed = true;
    return this.writing;
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = JSON.stringify(this.state());
    this.inTurn(() => writeNodeFile(this.file, text));
  }

  private inTurn(work: () => Promise<void>): void {
    const { node, subject } = this.live;
    this.writing = this.writing.then(work).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return; // nothing was gathered yet
      node.warn(`${subject}: ${this.kind.what} cannot be written, and ends with Node-RED (${messageOf(error)})`);
    });
  }
}
