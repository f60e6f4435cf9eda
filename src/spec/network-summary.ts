import type { DType } from './tensor';

/** A network for those who look at it. JSON. */
export interface NetworkSummary {
  /** in an order in which each follows its inputs */
  readonly layers: readonly LayerSummary[];
  /** layers beyond those, of which nothing is told */
  readonly moreLayers: number;
  /** of all layers, shared ones once; null: not known before the data are */
  readonly parameters: number | null;
  /** multiply-adds for one row */
  readonly multiplyAdds: number | null;
  /** bytes of all activations of one row */
  readonly activationBytes: number | null;
}

/** One call of a layer. A layer that two branches share has two. */
export interface LayerSummary {
  /** id of the call */
  readonly id: string;
  /** id of the layer: the node's, or one that a recipe made */
  readonly layer: string;
  readonly label: string;
  /** Keras class, `Dense` */
  readonly className: string;
  /** ids of calls */
  readonly inputs: readonly string[];
  /** of one row of the output; null: not known before the data are */
  readonly shape: readonly number[] | null;
  readonly dtype: DType;
  readonly parameters: number | null;
  readonly multiplyAdds: number | null;
  readonly activationBytes: number | null;
  /** how often the layer is called */
  readonly calls: number;
  /** is it an output of the network? */
  readonly output: boolean;
}

/** How numbers are distributed. */
export interface ValueDistribution {
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** share of exact zeros, and numbers that are not finite */
  readonly zeros: number;
  readonly notFinite: number;
  /** in intervals of equal width: their limits, one more than the counts */
  readonly histogram: { readonly limits: readonly number[]; readonly counts: readonly number[] };
}

/** The weights of one array of a trained network. */
export interface WeightSummary extends ValueDistribution {
  readonly layer: string;
  readonly label: string;
  /** `kernel` */
  readonly weight: string;
  readonly shape: readonly number[];
}

/** What one call of a layer gives for some rows. */
export interface ActivationSummary extends ValueDistribution {
  readonly layer: string;
  readonly label: string;
  readonly className: string;
  /** of one row */
  readonly shape: readonly number[];
  /** its units, or channels, and how many of them are 0 for every row */
  readonly units: number;
  readonly dead: number;
}

/** The activations of a trained network. */
export interface Activations {
  /** training rows for which it was computed */
  readonly rows: number;
  /** calls that compute something; `layers` are the first of them */
  readonly calls: number;
  readonly layers: readonly ActivationSummary[];
}
