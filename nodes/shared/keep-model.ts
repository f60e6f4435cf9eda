import { type HeldBack, type Model, messageOf, type SaveOptions, type Store, storedHistory } from '../../src';

/** A model in the store, and what its user should know. */
export interface Kept {
  readonly model: Model;
  /** names that go on meaning an older version */
  readonly held: readonly HeldBack[];
  /** in full sentences */
  readonly notes: readonly string[];
}

/** Saves a model as one of a row: it may get an alias, and old ones of the row make room. */
export async function keepModel(
  store: Store,
  model: Model,
  { alias = '', unlessSame }: { alias?: string } & Pick<SaveOptions, 'unlessSame'> = {},
): Promise<Kept> {
  const saved = await store.save(model, { rolling: true, ...(unlessSame && { unlessSame }) });
  const held = await nameModel(store, saved, alias);
  const notes = held.map(each => heldText(saved, each));
  const { historyEvery } = storedHistory(saved.card);
  if (historyEvery !== undefined)
    notes.push(
      `the history of ${saved.model} v${saved.version} is too long for its card: of each ${historyEvery} epochs one is stored, and the last`,
    );
  try {
    await store.makeRoom(saved.model);
  } catch (error) {
    // The new version is there: only the old ones are too.
    notes.push(messageOf(error));
  }
  return { model: saved, held, notes };
}

/** Gives a stored version its alias, where that asks for no other records; says which names stay where they were. */
export async function nameModel(store: Store, { model, version }: Model, alias: string): Promise<HeldBack[]> {
  const held = [await store.heldBack(model, version!)];
  if (alias !== '') held.push(await store.promoteAlike(model, version!, alias));
  return held.filter(each => each !== null);
}

export const heldText = ({ model, version }: Model, { reference, version: old, because }: HeldBack): string =>
  `"${reference}" still means version ${old}: version ${version} was saved, but does not take or give the same (${because}). ` +
  `Promote ${model}:${version} if "${reference}" should mean it`;

/** `iris v4 saved; iris stays v3` */
export const heldStatus = ({ model, version }: Model, held: readonly HeldBack[]): string =>
  [`${model} v${version} saved`, ...held.map(({ reference, version: old }) => `${reference} stays v${old}`)].join('; ');
