import { isRecord } from '../error-text';
import { isFields } from '../table/fields';

/** Web APIs often return rows nested in an object: `{"meta": …, "data": {"orders": [{…}, …]}}`. */

export interface RecordList {
  /** `data.orders` */
  readonly path: string;
  readonly rows: readonly unknown[];
}

/** Lists deeper than this belong to something else. */
const DEEPEST = 4;

/** The lists of records in an object that are closest to its top; `others`: the keys beside the first one's. */
export function recordListsIn(value: object): { readonly lists: readonly RecordList[]; readonly others: string[] } {
  let level = [{ prefix: '', object: value as Record<string, unknown> }];
  const others: string[] = [];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const lists: RecordList[] = [];
    const next: typeof level = [];
    const plain: string[] = [];
    for (const { prefix, object } of level)
      for (const [key, inner] of Object.entries(object)) {
        const path = prefix + key;
        if (Array.isArray(inner) && inner.length > 0 && isRecord(inner[0])) lists.push({ path, rows: inner });
        else if (isFields(inner)) next.push({ prefix: `${path}.`, object: inner });
        else plain.push(path);
      }
    others.push(...plain);
    if (lists.length > 0) return { lists, others: [...others, ...next.map(({ prefix }) => prefix.slice(0, -1))] };
    level = next;
  }
  return { lists: [], others };
}
