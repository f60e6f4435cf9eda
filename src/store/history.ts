import type { ModelCard } from '../spec';

/** The most numbers of a history that a card keeps: about 1.5 MB, read in some 20 ms. */
const MOST = 50_000;

/**
 * The history as a card keeps it: for a very long training only every n-th epoch and the last one, with n on the card.
 */
export function storedHistory({
  history,
  historyEvery: given = 1,
}: ModelCard): Pick<ModelCard, 'history' | 'historyEvery'> {
  const lists = Object.values(history);
  const total = lists.reduce((sum, { length }) => sum + length, 0);
  if (total <= MOST) return { history };
  const every = Math.ceil(total / Math.max(1, MOST - lists.length));
  const entries = Object.entries(history).map(([name, values]) => [
    name,
    values.filter((_, i) => i % every === 0 || i === values.length - 1),
  ]);
  return { history: Object.fromEntries(entries), historyEvery: given * every };
}
