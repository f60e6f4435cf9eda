import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TensorwireError } from '../errors';
import { CARD, type CardFile, readCard } from './card';
import { isHidden, isMissing } from './disk';
import { formatReference, LATEST, type Reference } from './names';

/** One version in the store, as `list` shows it. */
export interface StoredVersion {
  readonly model: string;
  readonly version: number;
  readonly aliases: readonly string[];
  readonly task?: CardFile['task'];
  readonly targets?: readonly string[];
  readonly parameters?: number;
  readonly engine?: string;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly seed?: number;
  readonly created?: string;
  /** why its card cannot be read */
  readonly problem?: string;
}

/** What is on disk under a store's root, without changing it. */
export interface Shelf {
  path(name: string, ...rest: string[]): string;
  names(): Promise<string[]>;
  /** ascending */
  versions(name: string): Promise<number[]>;
  /** the highest version that was ever given, deleted ones included; 0 where there is none */
  lastVersion(name: string): Promise<number>;
  aliases(name: string): Promise<ReadonlyMap<string, number>>;
  /** The version that is meant, which is there; or an error that says what there is. */
  find(reference: Reference): Promise<{ name: string; version: number }>;
  describe(name: string, version: number, aliases: ReadonlyMap<string, number>): Promise<StoredVersion>;
}

export const ALIASES = '.aliases';
/** Kept when the highest version is deleted: a number never comes to mean another model. */
export const LAST = '.last-version';

export function openShelf(root: string): Shelf {
  const path = (name: string, ...rest: string[]) => join(root, name, ...rest);

  async function names(): Promise<string[]> {
    const entries = await readdir(root, { withFileTypes: true }).catch(missingAs([]));
    const folders = entries.filter(entry => entry.isDirectory() && !isHidden(entry.name));
    return folders.map(entry => entry.name).sort();
  }

  async function versions(name: string): Promise<number[]> {
    const entries = await readdir(path(name)).catch(missingAs<string[]>([]));
    const numbers = entries.filter(entry => /^[1-9]\d*$/.test(entry)).map(Number);
    return numbers.sort((a, b) => a - b);
  }

  async function lastVersion(name: string): Promise<number> {
    const kept = await readFile(path(name, LAST), 'utf8').catch(missingAs('0'));
    return Math.max(Number(kept) || 0, (await versions(name)).at(-1) ?? 0);
  }

  async function aliases(name: string): Promise<ReadonlyMap<string, number>> {
    const entries = await readdir(path(name, ALIASES)).catch(missingAs<string[]>([]));
    const pairs = entries.sort().map(async alias => {
      const version = await readFile(path(name, ALIASES, alias), 'utf8').catch(missingAs(''));
      return [alias, Number(version)] as const;
    });
    return new Map(await Promise.all(pairs));
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
    const version = reference.version ?? there.at(-1)!;
    if (!there.includes(version)) throw unknown(`the model "${name}" has no version ${version}`, 'versions', there);
    return { name, version };
  }

  async function describe(name: string, version: number, known: ReadonlyMap<string, number>): Promise<StoredVersion> {
    const own = [...known].flatMap(([alias, target]) => (target === version ? [alias] : []));
    const about = { model: name, version, aliases: own };
    try {
      const text = await readFile(path(name, String(version), CARD), 'utf8');
      const card = readCard(text, formatReference({ name, version }));
      const { task, targets, parameters, engine, metrics, seed, created } = card;
      return { ...about, task, targets, parameters, engine, metrics, seed, created };
    } catch (error) {
      return { ...about, problem: isMissing(error) ? `${CARD} is missing` : (error as Error).message };
    }
  }

  return { path, names, versions, lastVersion, aliases, find, describe };
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

function missingAs<T>(value: T): (error: unknown) => T {
  return error => {
    if (isMissing(error)) return value;
    throw error;
  };
}

function unknown(problem: string, what: string, known: readonly (string | number)[]): TensorwireError {
  const shown = known.slice(0, 10).join(', ') || 'none';
  return new TensorwireError('store', `${problem}; ${what}: ${shown}${known.length > 10 ? ', …' : ''}`, { known });
}
