/**
 * What asks the node for all that is new, one question at a time: called while one is under way, it asks once more
 * afterwards. `ask` handles its errors.
 */
export function oneAtATime(ask: () => Promise<void>): () => Promise<void> {
  let isAsking = false;
  let again = false;
  return async () => {
    again = true;
    if (isAsking) return;
    isAsking = true;
    while (again) {
      again = false;
      await ask();
    }
    isAsking = false;
  };
}
