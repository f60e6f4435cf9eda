import { rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { about, TensorwireError } from '../errors';
import { type FileSource, type FileTarget, inFolderToWrite } from '../files';
import { toKerasArchive } from '../keras';
import { makeFolder } from '../make-folder';
import { Model } from '../values/model';
import type { ExportFormat, Store, StoreOptions, UnchangedReference } from './api';
import { gathered, pack } from './archive';
import { CARD } from './card';
import { changesSoFar, changing } from './changes';
import { onDisk, removeAbandonedExports, removeFolder, replaceFile, syncFolder, USUAL } from './disk';
import { readModelFiles, type StoredModel } from './files';
import { readImport } from './importing';
import { checkAlias, checkName, checkVersion, formatReference, LATEST, parseReference, type Reference } from './names';
import { openSaving, type SaveOptions } from './saving';
import { exists, openShelf, type StoredVersion } from './shelf';
import { inTurn } from './turns';
import { stored } from './whereabouts';

export const KEEP = 10;

/** The store in this folder, which is created when the first model is saved. */
export function openStore(folder: string, { keep = KEEP, pinned = () => false, placing }: StoreOptions = {}): Store {
  const root = resolve(folder);
  const shelf = openShelf(root);
  const saving = openSaving(root, shelf);
  /** Changes to a model run one after another. */
  const change = <T>(doing: string, name: string, work: () => Promise<T>): Promise<T> =>
    inTurn(shelf.path(name), () => changing(() => onDisk(doing, root, work)));
  const only = <T>(found: readonly T[], right: (one: T) => boolean): T => found.find(right)!;

  async function save(model: Model, options: SaveOptions = {}): Promise<Model> {
    const name = checkName(model.model);
    return change(`saving the model "${name}"`, name, async () => {
      const version = await saving.add(name, model, options);
      return stored(new Model(name, version, model.body), root);
    });
  }

  async function read(reference: string): Promise<StoredModel & { name: string; version: number }> {
    const wanted = parseReference(reference);
    for (let attempt = 0; ; attempt++) {
      const { name, version } = await shelf.find(wanted);
      try {
        const read = () => readModelFiles(shelf.path(name, String(version)));
        const stored = await about(formatReference({ name, version }), read);
        return { ...stored, name, version };
      } catch (error) {
        // An alias may have moved, and its old version been deleted, between looking it up and reading it.
        const there = (await shelf.versions(name)).includes(version);
        if (there || attempt === 3) throw error;
      }
    }
  }

  async function load(reference: string): Promise<Model> {
    const { name, version, body } = await onDisk(`loading "${reference}"`, root, () => read(reference));
    return stored(new Model(name, version, body), root);
  }

  async function list(name?: string): Promise<StoredVersion[]> {
    return onDisk('listing the models', root, async () => {
      const found: StoredVersion[] = [];
      for (const each of name === undefined ? await shelf.names() : [checkName(name)])
        found.push(...(await shelf.describe(each)));
      return found;
    });
  }

  /** The version to use, by default the latest. */
  function meant(name: string, version: number | null): Reference & { readonly name: string } {
    const checked = checkName(name);
    return version === null ? { name: checked, alias: LATEST } : { name: checked, version: checkVersion(version) };
  }

  async function promote(name: string, version: number | null, alias: string): Promise<StoredVersion> {
    const wanted = meant(name, version);
    const checked = checkAlias(alias);
    return change(`promoting "${formatReference(wanted)}"`, wanted.name, async () => {
      const found = await shelf.find(wanted);
      await saving.alias(found.name, found.version, checked);
      return only(await shelf.describe(found.name), each => each.version === found.version);
    });
  }

  async function promoteAlike(name: string, version: number, alias: string): Promise<UnchangedReference | null> {
    const wanted = meant(name, version);
    const checked = checkAlias(alias);
    return change(`promoting "${formatReference(wanted)}"`, wanted.name, async () => {
      const found = await shelf.find(wanted);
      const before = (await shelf.aliases(found.name)).get(checked);
      const because = before === undefined ? null : await saving.difference(found.name, before, version);
      if (before !== undefined && because !== null)
        return { reference: formatReference({ name: found.name, alias: checked }), version: before, because };
      await saving.alias(found.name, version, checked);
      return null;
    });
  }

  async function use(name: string, version: number | null): Promise<StoredVersion> {
    const wanted = meant(name, version);
    return change(`putting "${formatReference(wanted)}" in use`, wanted.name, async () => {
      const found = await shelf.find(wanted);
      await saving.use(found.name, found.version);
      return only(await shelf.describe(found.name), each => each.version === found.version);
    });
  }

  async function unchangedReference(name: string, version: number): Promise<UnchangedReference | null> {
    const { name: checked } = meant(name, version);
    return onDisk(`looking up "${name}"`, root, async () => {
      const used = await shelf.inUse(checked);
      if (used === null || used >= version) return null;
      const because = await saving.difference(checked, used, version);
      return because === null ? null : { reference: checked, version: used, because };
    });
  }

  async function makeRoom(name: string): Promise<readonly number[]> {
    const checked = checkName(name);
    if (keep === 0) return [];
    return change(`removing old versions of "${checked}"`, checked, async () => {
      const rolling = await shelf.rolling(checked);
      const needed = new Set([...(await shelf.aliases(checked)).values(), await shelf.inUse(checked)]);
      const old = (await shelf.versions(checked)).slice(0, -keep);
      const removed = old.filter(each => rolling.has(each) && !needed.has(each) && !pinned(checked, each));
      for (const version of removed) await saving.remove(checked, version);
      return removed;
    });
  }

  async function remove(reference: string): Promise<void> {
    const wanted = parseReference(reference);
    await change(`deleting "${reference}"`, wanted.name, async () => {
      const { name, version } = await shelf.find(wanted);
      const whole = wanted.version === undefined && wanted.alias === undefined;
      await (whole ? removeFolder(root, shelf.path(name)) : saving.remove(name, version));
    });
  }

  async function renamed(name: string, to: string): Promise<void> {
    const [before, after] = [checkName(name), checkName(to)];
    if (before === after) return;
    // Always in the same order: two that wait for each other's name would wait forever.
    const [first, second] = [before, after].sort() as [string, string];
    await change(`renaming "${before}"`, first, () =>
      change(`renaming "${before}"`, second, async () => {
        await shelf.find({ name: before });
        if (await exists(shelf.path(after)))
          throw new TensorwireError('store', `there is a model "${after}" already; choose another name`, {
            argument: 'name',
          });
        await rename(shelf.path(before), shelf.path(after));
        await syncFolder(root);
      }),
    );
  }

  async function exported(reference: string, format: ExportFormat): Promise<AsyncIterable<Uint8Array>> {
    const { card, files, body } = await onDisk(`exporting "${reference}"`, root, () => read(reference));
    if (format === 'bundle') return pack({ [CARD]: card, ...files });
    return pack(about(reference, () => toKerasArchive(body.network, body.weights)));
  }

  async function exportTo(
    reference: string,
    given: string | FileTarget,
    format: ExportFormat = 'bundle',
  ): Promise<void> {
    const bytes = await exported(reference, format);
    const target = typeof given === 'string' ? { file: resolve(given) } : given;
    await onDisk(`exporting "${reference}"`, target.file, async () => {
      await makeFolder(dirname(target.file));
      await inFolderToWrite(target, async folder => {
        await removeAbandonedExports(folder);
        await replaceFile(folder, join(folder, basename(target.file)), bytes, USUAL);
      });
    });
  }

  async function importFrom(given: Uint8Array | string | FileSource, name?: string): Promise<Model> {
    const source = typeof given === 'string' ? { file: given } : given;
    const subject = 'file' in source ? `"${source.file}"` : 'import';
    const read = () => about(subject, () => readImport(source, placing));
    const { model, body } = await ('file' in source ? onDisk('importing', source.file, read) : read());
    return save(new Model(name ?? model, null, body));
  }

  return {
    folder: root,
    changes: changesSoFar,
    save,
    load,
    find: async reference => shelf.find(parseReference(reference)),
    list,
    promote,
    promoteAlike,
    use,
    unchangedReference,
    makeRoom,
    rename: renamed,
    delete: remove,
    exportBytes: async (reference, format = 'bundle') => gathered(await exported(reference, format)),
    exportTo,
    importFrom,
  };
}
