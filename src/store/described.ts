import { stat } from 'node:fs/promises';
import { CARD } from './card';
import { isMissing, readShared } from './disk';
import type { StoredVersion } from './shelf';
import { readCardApart } from './thread/client';

/** Cached descriptions of cards, by path: a version never changes, so a list need not parse its card again. */
const known = new Map<string, { readonly mark: string; readonly found: Partial<StoredVersion> }>();
const MOST_KNOWN = 10_000;

/** What a list shows of a card, or why the card cannot be read. */
export async function describeCard(file: string): Promise<Partial<StoredVersion>> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    const mark = [ino, size, mtimeNs, ctimeNs].join(' ');
    const before = known.get(file);
    if (before?.mark === mark) return structuredClone(before.found);
    const found = await aboutCard(await readShared(file));
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(file, { mark, found });
    return structuredClone(found);
  } catch (error) {
    known.delete(file);
    return { problem: isMissing(error) ? `${CARD} is missing` : (error as Error).message };
  }
}

async function aboutCard(bytes: Uint8Array): Promise<Partial<StoredVersion>> {
  try {
    const card = await readCardApart(bytes);
    const { task, targets, parameters, engine, metrics, worth, seed, created, notInTensorFlowJs, origin } = card;
    const sizes = Object.values(card.files).map(({ bytes }) => bytes);
    return {
      ...{ task, targets, parameters, engine, metrics, seed, created },
      bytes: sizes.reduce((sum, size) => sum + size, bytes.length),
      ...(worth && { worth }),
      ...(notInTensorFlowJs && { notInTensorFlowJs }),
      ...(origin && { origin }),
    };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
