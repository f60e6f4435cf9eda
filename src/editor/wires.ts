/** The nodes whose wires lead to a node, in the order of the canvas: top to bottom, left to right. */
export function sourcesOf(node: EditorNode): EditorNode[] {
  const sources = new Map<string, EditorNode>();
  RED.nodes.eachLink(({ source, target }) => {
    if (target.id === node.id) sources.set(source.id, source);
  });
  return [...sources.values()].sort((a, b) => a.y! - b.y! || a.x! - b.x!);
}

/** The nodes that the wires of a node lead to. */
export function targetsOf(node: EditorNode): EditorNode[] {
  const targets = new Map<string, EditorNode>();
  RED.nodes.eachLink(({ source, target }) => {
    if (source.id === node.id) targets.set(target.id, target);
  });
  return [...targets.values()];
}

/** All nodes that can be reached from a node by wires in the direction of `next`, nearest first. */
export function withinReach(node: EditorNode, next: (node: EditorNode) => EditorNode[]): EditorNode[] {
  const found = new Map([[node.id, node]]);
  for (const at of found.values()) for (const other of next(at)) found.set(other.id, other);
  return [...found.values()].slice(1);
}
