export {
  addOutput,
  appendLayer,
  appendOutput,
  emptyNetwork,
  joinNetworks,
  type NewLayer,
} from './assemble';
export { type CallDescription, type Description, describeNetwork, type LayerDescription } from './describe';
export { type FileNames, fileNames } from './file-names';
export { buildForward, type Forward, type ForwardOptions, initialWeights, type NetworkWeight } from './forward';
export type { ModelJson } from './keras/format';
export { fromKerasJson } from './keras/read';
export { toKerasJson } from './keras/write';
export { snake } from './layer';
export { uniqueNames } from './names';
export { resolveInputs } from './resolve-inputs';
export { resolveOutputs } from './resolve-outputs';
export type * from './spec';
