import type { Selection } from './tab';

/** The nodes of these types that a tab may show: the selected ones first, then those of the flow. */
export function nodesOfFlow({ nodes, flow }: Selection, isWanted: (type: string) => boolean): readonly EditorNode[] {
  const all = [...nodes, ...RED.nodes.filterNodes({ z: flow })].filter(({ type }) => isWanted(type));
  return [...new Map(all.map(node => [node.id, node])).values()];
}

/** The name that the editor shows for a node. */
export const nameOf = (node: EditorNode): string => RED.utils.getNodeLabel(node, node.type);
