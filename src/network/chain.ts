/** Lists that grow at their end and share their beginnings: each element refers to the one before it. */

/** All elements, from the first to the last. */
export function toList<N extends { readonly before: N | null }, T>(last: N | null, value: (node: N) => T): T[] {
  const list: T[] = [];
  for (let at = last; at; at = at.before) list.push(value(at));
  return list.reverse();
}

/** The ids of the nodes that a network has passed, the last first. */
export interface Path {
  readonly id: string;
  readonly before: Path | null;
}
export function pathOf(ids: Iterable<string>): Path | null {
  let path: Path | null = null;
  for (const id of ids) path = { id, before: path };
  return path;
}
