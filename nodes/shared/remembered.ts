import { readFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import {
  type Model,
  messageOf,
  nodeFile,
  Problem,
  removeNodeFile,
  removeOrphaned,
  type Store,
  storeFolderOf,
  touchNodeFile,
  writeNodeFile,
  z,
} from '../../src';
import type { NodeContext } from './define';

const FOLDER = 'predict';

/** The model that came last as a message: its name, and where it is stored. Its bytes are not copied. */
const known = z.object({
  model: z.string(),
  /** null: it was not stored, and cannot be loaded again */
  version: z.number().int().positive().nullable(),
  /** the store's folder, relative to userDir if it is inside: userDir may move */
  store: z.string(),
  /** distinguishes two versions of the same number, if a model was deleted and trained again */
  created: z.string(),
});
type Known = z.infer<typeof known>;

/** Remembers the model that came last as a message, so that the node can use it again after a restart of Node-RED. */
export class Remembered {
  /** the content of the file; null: none */
  private last: Known | null;
  private writing: Promise<void> = Promise.resolve();
  private readonly file: string;
  private closed = false;

  constructor(
    private readonly live: NodeContext,
    private readonly storeAt: (folder: string) => Store,
  ) {
    this.file = nodeFile(live.userDir, FOLDER, live.id);
    this.last = this.read();
  }

  /** The version that came last, as `name:version`; null: none, or not stored. */
  get reference(): string | null {
    return this.last?.version == null ? null : `${this.last.model}:${this.last.version}`;
  }

  /** Loads the model that came last from its store; null: there was none. Throws why it is lost. */
  load(): Promise<Model> | null {
    return this.last && this.loadLast(this.last);
  }

  private async loadLast({ model, version, store, created }: Known): Promise<Model> {
    if (version === null)
      throw new Problem(
        `"${model}" was not stored and is lost: set a name in the train node. It ended with Node-RED; train again, or send a Model`,
        { argument: 'model' },
      );
    const loaded = await this.storeAt(store).load(`${model}:${version}`);
    if (loaded.created === created) return loaded;
    throw new Problem(`"${model}:${version}" is another model than before the restart. Send a Model`, {
      argument: 'model',
    });
  }

  set(given: Model): void {
    if (this.closed) return;
    const { model, version, created } = given;
    const folder = version === null ? null : storeFolderOf(given);
    const next = { model, version: folder === null ? null : version, store: this.shortened(folder ?? ''), created };
    if (JSON.stringify(next) === JSON.stringify(this.last)) return;
    this.last = next;
    this.write(() => writeNodeFile(this.file, JSON.stringify(next)));
  }

  forget(): void {
    if (this.last) this.write(() => removeNodeFile(this.file));
    this.last = null;
  }

  /** Resolves when pending writes are done. From then on a successor keeps the file. */
  close(removed: boolean): Promise<void> {
    if (removed) this.forget();
    else if (this.last) this.write(() => touchNodeFile(this.file));
    this.closed = true;
    return this.writing;
  }

  private read(): Known | null {
    try {
      return known.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (!['ENOENT', 'ENOTDIR'].includes(code))
        this.live.node.warn(`${this.live.subject}: which model came last cannot be read (${messageOf(error)})`);
      return null;
    }
  }

  private write(work: () => Promise<void>): void {
    const { node, subject } = this.live;
    this.writing = this.writing
      .then(work)
      .catch(error =>
        node.warn(
          `${subject}: after a restart this model is not known, as that cannot be written (${messageOf(error)})`,
        ),
      );
  }

  private shortened(folder: string): string {
    const way = relative(this.live.userDir, folder);
    return folder === '' || way.startsWith('..') || isAbsolute(way) ? folder : way;
  }
}

export const removeOrphanedMemories = (userDir: string, nodes: Iterable<string>): Promise<void> =>
  removeOrphaned(userDir, FOLDER, nodes);
