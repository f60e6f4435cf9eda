import type { Link } from '../link';
import { oneAtATime } from '../one-at-a-time';
import { onMounted, reactive, shallowRef } from '../vue';
import type { Data, Found } from './found';

/** An example as it is sent: the pixels of a picture, or the cells of a record. */
export type Shown = { readonly pixels: Uint8Array } | { readonly record: Readonly<Record<string, unknown>> };

/** The examples of the node, as the page knows them. */
export function lessonOf(link: Link) {
  const found = shallowRef<Found | null>(null);
  const data = new Map<number, Data>();
  const now = reactive({ problem: '', isTeaching: false });

  const refresh = oneAtATime(async () => {
    try {
      const next = await link.ask<Found>('state', { known: [...data.keys()] });
      const shown = new Set(next.examples.map(({ id }) => id));
      for (const { id, data: own } of next.examples) if (own) data.set(id, own);
      for (const id of [...data.keys()]) if (!shown.has(id)) data.delete(id);
      if (next.training === 'running') now.isTeaching = false;
      found.value = next;
    } catch (error) {
      told(error);
    }
  });
  const told = (error: unknown): void => {
    now.problem = error instanceof Error ? error.message : String(error);
  };
  async function act(what: string, asked: unknown = null): Promise<void> {
    try {
      await link.ask(what, asked);
      now.problem = '';
    } catch (error) {
      now.isTeaching = false;
      told(error);
    }
    await refresh();
  }
  onMounted(() => void refresh());
  link.onNews(() => void refresh());
  return {
    ...{ found, now, told },
    data: (id: number): Data | undefined => data.get(id),
    add: (shown: Shown, label: string | null) => act('add', { shown, label }),
    label: (id: number, label: string) => act('label', { id, label }),
    remove: (id: number) => act('remove', { id }),
    teach: () => {
      now.isTeaching = true;
      return act('teach');
    },
  };
}
