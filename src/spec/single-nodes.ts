import type { AutomaticTraining } from './recipe';

/** What `as single nodes` asks Node-RED for, and what comes back: GET /tensorwire/recipe. */

/** A node of the canvas that is one layer. */
export interface SingleNode {
  /** unique among these nodes; the editor gives it another */
  readonly id: string;
  readonly type: string;
  /** those that may differ from a new node's */
  readonly properties: Readonly<Record<string, unknown>>;
  /** the nodes whose wires lead here; none: what the network node gets */
  readonly from: readonly string[];
  /** nodes before it on the longest way */
  readonly depth: number;
}

export interface SingleNodes {
  readonly nodes: readonly SingleNode[];
  /** for each target and branch, branches of one target one after the other */
  readonly outputs: readonly SingleNode[];
  readonly optimizer: Pick<SingleNode, 'type' | 'properties'>;
  readonly training: AutomaticTraining;
}

export type SingleNodesAnswer =
  | SingleNodes
  /** the data are not known yet */
  | { readonly unknown: 'input' };
