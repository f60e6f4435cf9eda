import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TensorwireError } from '../errors';
import { CARD, type CardFile } from './card';
import { describeCard } from './described';
import { isHidden, missingAs } from './disk';
import { LATEST, type Reference } from './names';

/** One version in the store, as `list` shows it. */
export interface StoredVersion {
  readonly model: string;
  readonly version: number;
  readonly aliases: readonly string[];
  /** the version that the bare name means */
  readonly inUse: boolean;
  readonly task?: CardFile['task'];
  readonly targets?: readonly string[];
  readonly parameters?: number;
  readonly engine?: string;
  readonly metrics?: Readonly<Record<string, number>>;
  /** what it was worth on the validation rows */
  readonly worth?: CardFile['worth'];
  /** the size of its files */
  readonly bytes?: number;
  readonly seed?: number;
  readonly created?: string;
  /** what TensorFlow.js lacks or reads differently: the model has `keras.json` and no `model.json` */
  readonly notInTensorFlowJs?: readonly string[];
  readonly origin?: CardFile['origin'];
  /** why its card cannot be read */
  readonly problem?: string;
}

/** Reads what is on disk under a store's root. */
export interface Shelf {
  path(name: string, ...rest: string[]): string;
  names(): Promise<string[]>;
  /** ascending */
  versions(name: string): Promise<number[]>;
  /** the highest version that was ever given, including deleted ones; 0 if there is none */
  lastVersion(name: string): Promise<number>;
  aliases(name: string): Promise<ReadonlyMap<string, number>>;
  /** the version that the bare name means; null: there is none */
  inUse(name: string): Promise<number | null>;
  /** versions that are deleted when there are enough newer ones */
  rolling(name: string): Promise<ReadonlySet<number>>;
  /** Finds the version of a reference, or throws an error that says what exists. */
  find(reference: Reference): Promise<{ name: string; version: number }>;
  /** Every version of a model, as `list` shows it. */
  describe(name: string): Promise<StoredVersion[]>;
}

export const ALIASES = '.aliases';
/** Kept when the highest version is deleted, so that a number never refers to another model. */
export const LAST = '.last-version';
/**
 * The version that the bare name means, written when a newer one with another signature is saved. Without this file,
 * the name means the highest version.
 */
export const IN_USE = '.in-use';
/** Empty files named by version. */
export const ROLLING = '.rolling';

export function openShelf(root: string): Shelf {
  const path = (name: string, ...rest: string[]) => join(root, name, ...rest);

  async function names(): Promise<string[]> {
    const entries = await readdir(root, { withFileTypes: true }).catch(missingAs([]));
    const folders = entries.filter(entry => entry.isDirectory() && !isHidden(entry.name));
    return folders.map(entry => entry.name).sort();
  }

  async function versions(name: string): Promise<number[]> {
    const entries = await readdir(path(name), { withFileTypes: true }).catch(missingAs([]));
    const numbers = entries.flatMap(entry => (entry.isDirectory() ? (versionIn(entry.name) ?? []) : []));
    return numbers.sort((a, b) => a - b);
  }

  /** The version stored in a small file; null if it is missing or invalid. */
  async function versionAt(...at: [name: string, ...rest: string[]]): Promise<number | null> {
    return versionIn((await readFile(path(...at), 'utf8').catch(missingAs(''))).trim());
  }

  async function lastVersion(name: string): Promise<number> {
    return Math.max((await versionAt(name, LAST)) ?? 0, (await versions(name)).at(-1) ?? 0);
  }

  async function aliases(name: string): Promise<ReadonlyMap<string, number>> {
    const entries = await readdir(path(name, ALIASES), { withFileTypes: true }).catch(missingAs([]));
    const files = entries.filter(entry => entry.isFile() && !isHidden(entry.name)).map(entry => entry.name);
    const pairs = files.sort().map(async alias => [alias, await versionAt(name, ALIASES, alias)] as const);
    const found = await Promise.all(pairs);
    return new Map(found.flatMap(([alias, version]) => (version === null ? [] : [[alias, version] as const])));
  }

  async function inUse(name: string): Promise<number | null> {
    const there = await versions(name);
    const chosen = await versionAt(name, IN_USE);
    return chosen !== null && there.includes(chosen) ? chosen : (there.at(-1) ?? null);
  }

  async function rolling(name: string): Promise<ReadonlySet<number>> {
    const entries = await readdir(path(name, ROLLING)).catch(missingAs<string[]>([]));
    return new Set(entries.flatMap(entry => versionIn(entry) ?? []));
  }

  async function find(reference: Reference): Promise<{ name: string; version: number }> {
    const { name, alias } = reference;
    const there = await versions(name);
    if (there.length === 0) throw unknown(`there is no model "${name}"`, 'models', await names());
    if (alias !== undefined && alias !== LATEST) {
      const known = await aliases(name);
      const version = known.get(alias);
      if (version !== undefined && there.includes(version)) return { name, version };
      throw unknown(`the model "${name}" has no alias "${alias}"`, 'aliases', [...known.keys()]);
    }
    const version = reference.version ?? (alias === LATEST ? there.at(-1)! : ((await inUse(name)) ?? 0));
    if (!there.includes(version)) throw unknown(`the model "${name}" has no version ${version}`, 'versions', there);
    return { name, version };
  }

  async function describe(name: string): Promise<StoredVersion[]> {
    const known = await aliases(name);
    const used = await inUse(name);
    const found: StoredVersion[] = [];
    for (const version of await versions(name)) {
      const own = [...known].flatMap(([alias, target]) => (target === version ? [alias] : []));
      found.push({
        model: name,
        version,
        aliases: own,
        inUse: version === used,
        ...(await describeCard(path(name, String(version), CARD))),
      });
    }
    return found;
  }

  return { path, names, versions, lastVersion, aliases, inUse, rolling, find, describe };
}

/** The largest version number: far above any that is reached, with room to count on. */
const MAX_VERSION = 1e9;

/** The version that a folder name represents; null for any other name. */
function versionIn(text: string): number | null {
  const version = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  return version > 0 && version <= MAX_VERSION ? version : null;
}

export const exists = (path: string): Promise<boolean> => stat(path).then(() => true, missingAs(false));

/** `details.brief` is the problem without the list of what exists. */
function unknown(brief: string, what: string, known: readonly (string | number)[]): TensorwireError {
  const shown = known.slice(0, 10).join(', ') || 'none';
  const problem = `${brief}; ${what}: ${shown}${known.length > 10 ? ', …' : ''}`;
  return new TensorwireError('store', problem, { known, brief });
}

/** Does an error of `find` or `load` say that there is no such model, version or alias? */
export const isUnknownReference = (error: unknown): boolean =>
  error instanceof TensorwireError && typeof error.details.brief === 'string';
