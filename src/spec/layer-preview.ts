/** What a layer's dialog asks of Node-RED while its user types, and what comes back: GET /tensorwire/layer. */

/** The layer as the form has it now. */
export interface LayerQuestion {
  /** the node */
  readonly id: string;
  readonly type: string;
  /** the Keras class; '' for a node that is no class of layers */
  readonly layer: string;
  /** JSON of the form's fields, by name */
  readonly arguments: string;
  /** the nodes that are wired to it in the editor, in the order of the branches, with commas between */
  readonly from: string;
}

export type LayerPreview =
  /** what it does with each set of inputs that reaches it */
  | { readonly uses: readonly LayerUse[] }
  /** what it will do with the data that reach it, in sentences */
  | { readonly words: readonly string[] }
  /** not known yet: what reaches it, what an environment variable holds that is not deployed here, or which target is its */
  | { readonly unknown: 'input' | 'environment' | 'target' }
  /** why it would be refused */
  | { readonly problem: string; readonly argument?: string };

export interface LayerUse {
  /** none where a network begins; with the batch, 'N' */
  readonly inputs: readonly PreviewShape[];
  readonly output: PreviewShape;
  readonly parameters: number;
  /** for one row */
  readonly multiplyAdds: number;
  /** how categories are read, where that is decided by what follows */
  readonly encoding?: 'one-hot' | 'index';
}
export type PreviewShape = readonly (number | string)[];
