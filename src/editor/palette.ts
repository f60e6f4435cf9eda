import type { Group } from '../settings/node-settings';

/** One color for each kind of node, so that the parts of a flow can be told apart at a glance. */
export const colors: Readonly<Record<Group, string>> = {
  data: '#8fbfe0',
  layers: '#bda7e3',
  training: '#f2b36d',
  use: '#93cf9c',
  dashboard: '#8fd0cf',
  config: '#c9ccd1',
};

/** The order of the palette, with every node type. */
export const order = [
  'nn-dataset',
  'nn-tensor',
  'nn-network',
  'nn-input',
  'nn-dense',
  'nn-convolution',
  'nn-pooling',
  'nn-recurrent',
  'nn-embedding',
  'nn-attention',
  'nn-normalization',
  'nn-activation',
  'nn-dropout',
  'nn-reshape',
  'nn-merge',
  'nn-layers',
  'nn-output',
  'nn-optimizer',
  'nn-train',
  'nn-window',
  'nn-predict',
  'nn-alarm',
  'nn-evaluate',
  'nn-explain',
  'nn-model',
  'nn-serve',
  'ui-nn-form',
  'ui-nn-batch',
  'ui-nn-training',
  'ui-nn-health',
  'ui-nn-teach',
  'nn-engine',
  'nn-store',
  'nn-server',
] as const;

/** The palette's category, and the key by which Node-RED looks up its translation. */
export const category = 'neural network';
export const categoryKey = 'neural_network';
