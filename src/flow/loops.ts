/** Loops of a directed graph: Tarjan's strongly connected components, without recursion, because chains may be long. */

/**
 * The nodes that are on a loop, each with the number of its loop.
 * @param next the successors of a node
 */
export function loops(nodes: Iterable<string>, next: (id: string) => readonly string[]): Map<string, number> {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found = new Map<string, number>();
  let loop = 0;

  const visit = (root: string): void => {
    const path: { id: string; to: readonly string[]; at: number }[] = [];
    const enter = (id: string) => {
      index.set(id, index.size);
      low.set(id, index.get(id)!);
      open.push(id);
      isOpen.add(id);
      path.push({ id, to: next(id), at: 0 });
    };
    enter(root);
    while (path.length > 0) {
      const here = path.at(-1)!;
      const to = here.to[here.at++];
      if (to !== undefined) {
        if (!index.has(to)) enter(to);
        else if (isOpen.has(to)) low.set(here.id, Math.min(low.get(here.id)!, index.get(to)!));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) low.set(above.id, Math.min(low.get(above.id)!, low.get(here.id)!));
      if (low.get(here.id) === index.get(here.id)) close(here.id, here.to.includes(here.id));
    }
  };
  const close = (root: string, leadsToItself: boolean): void => {
    const members = open.splice(open.lastIndexOf(root));
    for (const id of members) isOpen.delete(id);
    if (members.length === 1 && !leadsToItself) return;
    loop++;
    for (const id of members) found.set(id, loop);
  };
  for (const id of nodes) if (!index.has(id)) visit(id);
  return found;
}
