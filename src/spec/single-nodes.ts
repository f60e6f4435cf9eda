import type { AutomaticTraining } from './recipe';

/** The request of the button `as single nodes` to Node-RED, and the response: GET /tensorwire/recipe. */

/** A node of the canvas. */
export interface SingleNode {
  /** unique among these nodes; the editor replaces it */
  readonly id: string;
  readonly type: string;
  /** properties that may differ from those of a new node */
  readonly properties: Readonly<Record<string, unknown>>;
  /** the nodes whose wires lead here; none: the sources of the network node */
  readonly from: readonly string[];
  /** number of nodes before it on the longest path */
  readonly depth: number;
}

export interface SingleNodes {
  readonly nodes: readonly SingleNode[];
  /** one for each target and branch, the branches of one target in sequence */
  readonly outputs: readonly SingleNode[];
  readonly optimizer: Pick<SingleNode, 'type' | 'properties'>;
  /** `loss`: where the last layers are the recipe's own */
  readonly training: AutomaticTraining & { readonly loss?: string };
}

/** The network of a stored model as nodes: GET /tensorwire/model/nodes. */
export interface StoredAsNodes {
  readonly nodes: readonly SingleNode[];
  /** names of layers that the model freezes, or trains at a rate of their own: their nodes are trained as any other */
  readonly trainedOtherwise: readonly string[];
  /** losses that the model was trained with, and that a train node does not choose by itself */
  readonly losses: readonly string[];
}

export type SingleNodesAnswer =
  | SingleNodes
  /** the data are not known yet */
  | { readonly unknown: 'input' };
