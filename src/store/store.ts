import { mkdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Model } from '../values/model';
import { pack, unpack } from './archive';
import { CARD, FILES } from './card';
import {
  inTemporary,
  isMissing,
  isTaken,
  onDisk,
  removeAbandoned,
  removeFolder,
  replaceFile,
  syncFolder,
} from './disk';
import { modelFromFiles, readModelFiles, type StoredModel, writeModelFiles } from './files';
import { checkAlias, checkName, checkVersion, formatReference, parseReference } from './names';
import { ALIASES, exists, LAST, openShelf, type StoredVersion } from './shelf';

/**
 * Models by name, version and alias in one folder:
 *
 *     iris/1/                   model.onnx, model.json, weights.bin, pipeline.json, card.json
 *     iris/2/
 *     iris/.aliases/champion    the number 2
 *
 * A version appears and disappears by one rename and is never changed; an alias is moved by one rename. Several processes
 * may use one folder. A reference is `name` (the latest version), `name@alias` or `name:version`.
 */
export interface Store {
  readonly folder: string;
  /** The model under the next version of its name. */
  save(model: Model): Promise<Model>;
  load(reference: string): Promise<Model>;
  /** Which version a reference means now, without loading it. */
  find(reference: string): Promise<{ readonly name: string; readonly version: number }>;
  /** Every version of one model, or of all, by name and version. */
  list(name?: string): Promise<StoredVersion[]>;
  /** Lets an alias mean this version from now on; null: the latest. */
  promote(name: string, version: number | null, alias: string): Promise<StoredVersion>;
  /** Removes a version with its aliases; `name` alone removes the model with all of its versions. */
  delete(reference: string): Promise<void>;
  /** The version as one zip file. */
  exportBytes(reference: string): Promise<Buffer>;
  exportTo(reference: string, file: string): Promise<void>;
  /** A file of `exportTo`, or its bytes, as the next version of the name in it, or of another name. */
  importFrom(source: Uint8Array | string, name?: string): Promise<Model>;
}

/** The store in this folder, which is made when the first model is saved. */
export function openStore(folder: string): Store {
  const root = resolve(folder);
  const shelf = openShelf(root);

  async function save(model: Model): Promise<Model> {
    const name = checkName(model.model);
    return onDisk(`saving the model "${name}"`, root, async () => {
      await mkdir(root, { recursive: true });
      await removeAbandoned(root);
      const version = await inTemporary(root, async temporary => {
        const fresh = join(temporary, 'model');
        await mkdir(fresh);
        await writeModelFiles(model, fresh);
        return place(name, fresh);
      });
      return new Model(name, version, model.body);
    });
  }

  /** Moves a complete folder to the next free version. Where another process was faster, to the one after. */
  async function place(name: string, fresh: string): Promise<number> {
    for (let attempt = 0; ; attempt++) {
      await mkdir(shelf.path(name), { recursive: true });
      const version = (await shelf.lastVersion(name)) + 1;
      const target = shelf.path(name, String(version));
      try {
        await rename(fresh, target);
        await syncFolder(shelf.path(name));
        await syncFolder(root);
        return version;
      } catch (error) {
        await rmdir(shelf.path(name)).catch(() => undefined);
        const outrun = isTaken(error) ? await exists(target) : isMissing(error);
        if (!outrun || attempt === 1000) throw error;
      }
    }
  }

  async function read(reference: string): Promise<StoredModel & { name: string; version: number }> {
    const wanted = parseReference(reference);
    for (let attempt = 0; ; attempt++) {
      const { name, version } = await shelf.find(wanted);
      try {
        const stored = await readModelFiles(shelf.path(name, String(version)), formatReference({ name, version }));
        return { ...stored, name, version };
      } catch (error) {
        // An alias may have moved, and its old version been deleted, between looking and reading.
        const there = (await shelf.versions(name)).includes(version);
        if (there || attempt === 3) throw error;
      }
    }
  }

  async function load(reference: string): Promise<Model> {
    const { name, version, body } = await onDisk(`loading "${reference}"`, root, () => read(reference));
    return new Model(name, version, body);
  }

  async function list(name?: string): Promise<StoredVersion[]> {
    return onDisk('listing the models', root, async () => {
      const found: StoredVersion[] = [];
      for (const each of name === undefined ? await shelf.names() : [checkName(name)]) {
        const aliases = await shelf.aliases(each);
        for (const version of await shelf.versions(each)) found.push(await shelf.describe(each, version, aliases));
      }
      return found;
    });
  }

  async function promote(name: string, version: number | null, alias: string): Promise<StoredVersion> {
    const wanted = { name: checkName(name), version: version === null ? undefined : checkVersion(version) };
    const checked = checkAlias(alias);
    return onDisk(`promoting "${formatReference(wanted)}"`, root, async () => {
      const found = await shelf.find(wanted);
      await mkdir(shelf.path(found.name, ALIASES), { recursive: true });
      await replaceFile(root, shelf.path(found.name, ALIASES, checked), String(found.version));
      return shelf.describe(found.name, found.version, await shelf.aliases(found.name));
    });
  }

  async function remove(reference: string): Promise<void> {
    const wanted = parseReference(reference);
    await onDisk(`deleting "${reference}"`, root, async () => {
      const { name, version } = await shelf.find(wanted);
      if (wanted.version === undefined && wanted.alias === undefined) return removeFolder(root, shelf.path(name));
      const last = version === (await shelf.lastVersion(name));
      const keep = () => replaceFile(root, shelf.path(name, LAST), String(version));
      // On a full disk the number is kept afterwards, when there is room.
      const kept =
        last &&
        (await keep().then(
          () => true,
          () => false,
        ));
      for (const [alias, target] of await shelf.aliases(name))
        if (target === version) await rm(shelf.path(name, ALIASES, alias), { force: true });
      await removeFolder(root, shelf.path(name, String(version)));
      if (last && !kept) await keep();
    });
  }

  async function exportBytes(reference: string): Promise<Buffer> {
    const { card, files } = await onDisk(`exporting "${reference}"`, root, () => read(reference));
    return pack({ [CARD]: card, ...files });
  }

  async function exportTo(reference: string, file: string): Promise<void> {
    const bytes = await exportBytes(reference);
    const target = resolve(file);
    await onDisk(`exporting "${reference}"`, target, () => replaceFile(dirname(target), target, bytes));
  }

  async function importFrom(source: Uint8Array | string, name?: string): Promise<Model> {
    const subject = typeof source === 'string' ? `"${source}"` : 'import';
    const bytes = typeof source === 'string' ? await onDisk('importing', source, () => readFile(source)) : source;
    const { [CARD]: card, ...files } = unpack(bytes, [CARD, ...FILES], subject);
    const { model, body } = await modelFromFiles(files, Buffer.from(card).toString('utf8'), subject);
    return save(new Model(name ?? model, null, body));
  }

  const find: Store['find'] = async reference => shelf.find(parseReference(reference));

  return { folder: root, save, load, find, list, promote, delete: remove, exportBytes, exportTo, importFrom };
}
