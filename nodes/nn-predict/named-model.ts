import { LATEST, onStoreChange, parseReference, type Store } from '../../src';
import type { NodeContext } from '../shared/define';
import type { KeptModel } from '../shared/kept-model';

/** A training changes a store several times in a row: the model is looked up this long after the first change. */
const SOON = 300;

/**
 * Keeps the model that a predict node names loaded: from the deploy on and after each change of a store, so that no
 * message waits for it and the status says what there is. `tell` gets what the status says besides the model, and the
 * error of a lookup.
 */
export function followNamed(
  { onClose }: Pick<NodeContext, 'onClose'>,
  store: Store,
  reference: string,
  used: () => KeptModel,
  tell: (besides: string, error: unknown) => void,
): void {
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    timer = undefined;
    try {
      await used().follow(reference);
      const besides = await notInUse(store, reference);
      if (!closed) tell(besides, null);
    } catch (error) {
      if (!closed) tell('', error);
    }
  };
  const end = onStoreChange(() => {
    timer ??= setTimeout(() => void look(), SOON).unref();
  });
  onClose(() => {
    closed = true;
    clearTimeout(timer);
    end();
  });
  void look();
}

/** Says that there is a newer version that the bare name does not mean, because it takes or gives something else; '': none. */
async function notInUse(store: Store, reference: string): Promise<string> {
  const { name, version, alias } = parseReference(reference);
  if (version !== undefined || alias !== undefined) return ''; // this version is wanted
  const newest = await store.find(`${name}@${LATEST}`);
  const unchanged = await store.unchangedReference(name, newest.version);
  return unchanged ? `v${newest.version} is not in use` : '';
}
