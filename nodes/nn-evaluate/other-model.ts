import { type Model, parseReference, type Store } from '../../src';

/**
 * The model to compare with; null where there is none of this name or alias yet, as before the first promotion. A
 * version that is missing is an error: it was there, or was mistyped.
 */
export async function otherModel(store: Store, reference: string): Promise<Model | null> {
  const { name, version, alias } = parseReference(reference);
  if (version === undefined) {
    const stored = await store.list(name);
    const isThere = alias === undefined || alias === 'latest' ? stored.length > 0 : hasAlias(stored, alias);
    if (!isThere) return null;
  }
  return store.load(reference);
}

const hasAlias = (stored: readonly { readonly aliases: readonly string[] }[], alias: string): boolean =>
  stored.some(({ aliases }) => aliases.includes(alias));
