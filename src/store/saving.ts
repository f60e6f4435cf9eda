import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../errors';
import { makeFolder } from '../make-folder';
import type { Model } from '../values/model';
import { CARD } from './card';
import {
  inTemporary,
  isMissing,
  isTaken,
  readShared,
  removeAbandoned,
  removeFolder,
  replaceFile,
  syncFolder,
} from './disk';
import { isSameModel, type ModelAsFiles, modelToFiles, writeFiles } from './files';
import { ALIASES, exists, IN_USE, LAST, ROLLING, type Shelf } from './shelf';
import { difference, type Signature, signatureOf } from './signature';
import { readCardApart, readPipelineApart } from './thread/client';

export interface SaveOptions {
  /** it is deleted when there are enough newer ones */
  readonly rolling?: boolean;
  /** make no new version if the latest one is this very model; `own`: or the version that it claims to be */
  readonly unlessSame?: 'latest' | 'own';
}

/** How versions are added to one store, and which of them a name means. */
export interface Saving {
  /** Writes the model as the next version, and moves the bare name to it if it has the same signature. */
  add(name: string, model: Model, options: SaveOptions): Promise<number>;
  /** Makes the bare name mean this version. */
  use(name: string, version: number): Promise<void>;
  alias(name: string, version: number, alias: string): Promise<void>;
  remove(name: string, version: number): Promise<void>;
  /** The difference between the signatures of two versions; null: none, or the other cannot be read. */
  difference(name: string, before: number, now: number): Promise<string | null>;
}

export function openSaving(root: string, shelf: Shelf): Saving {
  async function add(name: string, model: Model, { rolling, unlessSame }: SaveOptions): Promise<number> {
    const written = await modelToFiles(model);
    if (unlessSame) {
      const there = await shelf.versions(name);
      const own =
        unlessSame === 'own' && model.version !== null && there.includes(model.version) ? [model.version] : [];
      for (const version of [...own, ...there.slice(-1)]) if (await isAt(name, version, written)) return version;
    }
    await makeFolder(root);
    await removeAbandoned(root);
    const before = await shelf.inUse(name);
    const old = before === null ? null : await signatureAt(name, before);
    const moves = old === null || difference(old, signatureOf(model.body)) === null;
    return inTemporary(root, async temporary => {
      const fresh = join(temporary, 'model');
      await mkdir(fresh);
      await writeFiles(written, fresh);
      // The name is fixed before the new version becomes visible, so that no reader takes it for the one in use.
      if (!moves) await use(name, before!);
      const version = await place(name, fresh);
      if (rolling) await mark(name, version);
      if (moves && (await exists(shelf.path(name, IN_USE)))) await use(name, version);
      return version;
    });
  }

  const isAt = (name: string, version: number, written: ModelAsFiles): Promise<boolean> =>
    unlessUnreadable(false, () => isSameModel(written, shelf.path(name, String(version))));

  /** Moves a complete folder to the next free version; if another process was faster, to the one after that. */
  async function place(name: string, fresh: string): Promise<number> {
    for (let attempt = 0; ; attempt++) {
      await makeFolder(shelf.path(name));
      const version = (await shelf.lastVersion(name)) + 1;
      const target = shelf.path(name, String(version));
      try {
        await rename(fresh, target);
        await syncFolder(shelf.path(name));
        await syncFolder(root);
        return version;
      } catch (error) {
        // only an empty folder is removed; the error above is the one to report
        await rmdir(shelf.path(name)).catch(() => undefined);
        const outrun = isTaken(error) ? await exists(target) : isMissing(error);
        if (!outrun || attempt === 1000) throw error;
      }
    }
  }

  async function mark(name: string, version: number): Promise<void> {
    await makeFolder(shelf.path(name, ROLLING));
    await replaceFile(root, shelf.path(name, ROLLING, String(version)), '');
  }

  const use = (name: string, version: number): Promise<void> =>
    replaceFile(root, shelf.path(name, IN_USE), String(version));

  async function alias(name: string, version: number, given: string): Promise<void> {
    await makeFolder(shelf.path(name, ALIASES));
    await replaceFile(root, shelf.path(name, ALIASES, given), String(version));
  }

  async function remove(name: string, version: number): Promise<void> {
    if (version === (await shelf.inUse(name))) await useOther(name, version);
    const last = version === (await shelf.lastVersion(name));
    const keep = () => replaceFile(root, shelf.path(name, LAST), String(version));
    // On a full disk the number is written afterwards, when there is room.
    const kept =
      last &&
      (await keep().then(
        () => true,
        () => false,
      ));
    for (const [given, target] of await shelf.aliases(name))
      if (target === version) await rm(shelf.path(name, ALIASES, given), { force: true });
    await removeFolder(root, shelf.path(name, String(version)));
    await rm(shelf.path(name, ROLLING, String(version)), { force: true });
    if (last && !kept) await keep();
  }

  /** If the deleted version was in use, the newest of the others with the same signature takes its place. */
  async function useOther(name: string, version: number): Promise<void> {
    const others = (await shelf.versions(name)).filter(other => other !== version).reverse();
    const old = await signatureAt(name, version);
    for (const other of others) {
      const signature = await signatureAt(name, other);
      if (!old || !signature || difference(old, signature) !== null) continue;
      if (other === others[0]) break;
      return use(name, other);
    }
    await rm(shelf.path(name, IN_USE), { force: true });
  }

  async function signatureAt(name: string, version: number): Promise<Signature | null> {
    const read = (file: string) => readShared(shelf.path(name, String(version), file));
    // A version that cannot be read cannot answer either, so the name need not go on meaning it.
    return unlessUnreadable(null, async () => {
      const { network } = await readCardApart(await read(CARD));
      return signatureOf({ pipeline: await readPipelineApart(await read('pipeline.json')), network });
    });
  }

  return {
    add,
    use,
    alias,
    remove,
    async difference(name, before, now) {
      const [old, fresh] = [await signatureAt(name, before), await signatureAt(name, now)];
      return old && fresh && difference(old, fresh);
    },
  };
}

/** The result of `read`; `otherwise` if the version is damaged or has been deleted. */
async function unlessUnreadable<T>(otherwise: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isMissing(error) || error instanceof Problem) return otherwise;
    throw error;
  }
}
