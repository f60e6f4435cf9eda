import {
  type Model,
  messageOf,
  type NotInUse,
  type SaveOptions,
  type Store,
  storedHistory,
  type UnchangedReference,
} from '../../src';
import type { Say } from './language';

/** A stored model, and what its user should know. */
export interface Kept {
  readonly model: Model;
  /** names that still refer to an older version */
  readonly unchanged: readonly UnchangedReference[];
  /** in full sentences */
  readonly notes: readonly string[];
}

/** Saves a model as the next version of its name: it may get an alias, and old versions make room. */
export async function keepModel(
  store: Store,
  model: Model,
  { alias = '', unlessSame }: { alias?: string } & Pick<SaveOptions, 'unlessSame'> = {},
): Promise<Kept> {
  const saved = await store.save(model, { rolling: true, ...(unlessSame && { unlessSame }) });
  const unchanged = await nameModel(store, saved, alias);
  const notes = unchanged.map(each => unchangedText(saved, each));
  const { historyEvery } = storedHistory(saved.card);
  if (historyEvery !== undefined)
    notes.push(
      `the history of ${saved.model} v${saved.version} is too long for its card: of each ${historyEvery} epochs one is stored, and the last`,
    );
  try {
    await store.makeRoom(saved.model);
  } catch (error) {
    // The new version is stored; only removing old ones has failed.
    notes.push(messageOf(error));
  }
  return { model: saved, unchanged, notes };
}

/**
 * Gives a stored version its alias, unless that would change what records it takes; returns the names that stay at
 * their version.
 */
export async function nameModel(store: Store, { model, version }: Model, alias: string): Promise<UnchangedReference[]> {
  const unchanged = [await store.unchangedReference(model, version!)];
  if (alias !== '') unchanged.push(await store.promoteAlike(model, version!, alias));
  return unchanged.filter(each => each !== null);
}

export const unchangedText = (
  { model, version }: Model,
  { reference, version: old, because }: UnchangedReference,
): string =>
  `"${reference}" still means version ${old}: version ${version} was saved, but does not take or give the same (${because}). ` +
  `Promote ${model}:${version} if "${reference}" should mean it`;

/** `v4 is not in use · v3 still answers · iris@champion stays v3`; of an alias alone `iris v4 saved · iris@champion stays v3` */
export function unchangedStatus({ model, version }: Model, unchanged: readonly UnchangedReference[]): string {
  const bare = unchanged.find(({ reference }) => reference === model);
  const others = unchanged.filter(each => each !== bare);
  return [
    ...(bare ? [`v${version} is not in use`, `v${bare.version} still answers`] : [`${model} v${version} saved`]),
    ...others.map(({ reference, version: old }) => `${reference} stays v${old}`),
  ].join(' · ');
}

/** Why a version is not in use, for the reader; null: it is, or an older one was chosen. */
export async function notInUse(store: Store, name: string, version: number, say: Say): Promise<NotInUse | null> {
  const unchanged = await store.unchangedReference(name, version);
  return unchanged && { inUse: unchanged.version, because: say(unchanged.because) };
}
