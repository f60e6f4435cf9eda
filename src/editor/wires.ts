/** The nodes whose wires lead to a node, as they stand on the canvas: top to bottom, left to right. */
export function sourcesOf(node: EditorNode): EditorNode[] {
  const sources = new Map<string, EditorNode>();
  RED.nodes.eachLink(({ source, target }) => {
    if (target.id === node.id) sources.set(source.id, source);
  });
  return [...sources.values()].sort((a, b) => a.y! - b.y! || a.x! - b.x!);
}
