import { readFileSync } from 'node:fs';
import {
  type HealthState,
  healthState,
  messageOf,
  nodeFile,
  removeNodeFile,
  removeOrphaned,
  touchNodeFile,
  writeNodeFile,
} from '../../src';
import type { NodeContext } from '../shared/define';

const FOLDER = 'health';
/** What has been counted is written at most this often, in milliseconds. */
const EVERY = 60_000;

/** What was counted, on disk: a restart of Node-RED loses a minute at most. */
export class Saved {
  private readonly file: string;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly live: NodeContext,
    private readonly state: () => HealthState,
  ) {
    this.file = nodeFile(live.userDir, FOLDER, live.id);
  }

  /** What was counted before; null: nothing. */
  read(): HealthState | null {
    try {
      return healthState.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (!['ENOENT', 'ENOTDIR'].includes(code))
        this.live.node.warn(
          `${this.live.subject}: what was counted before cannot be read, so it starts anew (${messageOf(error)})`,
        );
      return null;
    }
  }

  /** Something was counted: it is written soon. */
  soon(): void {
    this.timer ??= setTimeout(() => this.write(), EVERY).unref();
  }

  close(removed: boolean): Promise<void> {
    if (removed) {
      clearTimeout(this.timer);
      this.after(() => removeNodeFile(this.file));
    } else if (this.timer) this.write();
    else this.after(() => touchNodeFile(this.file));
    return this.writing;
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = JSON.stringify(this.state());
    this.after(() => writeNodeFile(this.file, text));
  }

  private after(work: () => Promise<void>): void {
    const { node, subject } = this.live;
    this.writing = this.writing.then(work).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return; // nothing was counted yet
      node.warn(`${subject}: what was counted cannot be written, and ends with Node-RED (${messageOf(error)})`);
    });
  }
}

export const removeOrphanedHealth = (userDir: string, nodes: Iterable<string>): Promise<void> =>
  removeOrphaned(userDir, FOLDER, nodes);
