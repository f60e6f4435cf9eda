/** The request of a layer's dialog to Node-RED while its user types, and the response: GET /tensorwire/layer. */

/** The layer as it is in the form. */
export interface LayerQuestion {
  /** the node */
  readonly id: string;
  readonly type: string;
  /** the Keras class; '' for a node that is not a layer class */
  readonly layer: string;
  /** JSON of the form's fields, by name */
  readonly arguments: string;
  /** the nodes that are wired to it in the editor, in the order of the branches, separated by commas */
  readonly from: string;
}

export type LayerPreview =
  /** what it does with each set of inputs that reaches it; `because`: what it chose and why, in sentences */
  | { readonly uses: readonly LayerUse[]; readonly because?: readonly string[] }
  /** what it will do with the data that reach it, in sentences */
  | { readonly words: readonly string[] }
  /** not known yet: what reaches it, the value of an undeployed environment variable, or which target it has */
  | { readonly unknown: 'input' | 'environment' | 'target' }
  /** why it would be rejected */
  | { readonly problem: string; readonly argument?: string };

export interface LayerUse {
  /** none at the beginning of a network; with the batch, 'N' */
  readonly inputs: readonly PreviewShape[];
  readonly output: PreviewShape;
  readonly parameters: number;
  /** for one row */
  readonly multiplyAdds: number;
  /** how categories are read, if later layers decide it */
  readonly encoding?: 'one-hot' | 'index';
}
export type PreviewShape = readonly (number | string)[];
