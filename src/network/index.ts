export type * from '../spec/network';
export { asSingleNodes } from './as-nodes';
export {
  addOutput,
  appendLayer,
  appendOutput,
  emptyNetwork,
  joinBranches,
  joinNetworks,
  type NewLayer,
} from './assemble';
export { pathOf } from './chain';
export { type Description, describedCall, describeInTurns, describeLayer, describeNetwork } from './describe';
export { type Arriving, type CallDescription, costOfCall, describeCall } from './describe-call';
export { endRecipe, recipeEnded } from './end-recipe';
export { ensembleOf, memberLayer } from './ensemble';
export { type FileNames, fileNames } from './file-names';
export { withCheckedArguments, withCurrentArguments } from './former-arguments';
export {
  buildForward,
  type Draw,
  type Forward,
  type ForwardOptions,
  initialWeights,
  type NetworkWeight,
  weightFeeds,
} from './forward';
export { networkFromRecipe, pendingNetwork, type RecipeNode, recipeData, recipeWords } from './from-recipe';
export { withOutputHeads } from './incremental';
export { lookingUp } from './index-lookup';
export type { ModelJson } from './keras/format';
export { type ReadModel, readModelJson } from './keras/parse';
export { fromKerasJson, withWeights } from './keras/read';
export { storesOf } from './keras/stores';
export { unlikeTensorFlowJs } from './keras/tensorflow-js';
export { type FindWeight, namedWeights, splitBin } from './keras/weights';
export { toKerasJson } from './keras/write';
export { entryOf, isInput, savedWeightsOf, snake } from './layer';
export { MOST_LAYERS } from './limits';
export { asMembers, memberOfLayers, onlyMembers, withMembers } from './members';
export { uniqueNames } from './names';
export { endActivation } from './output-end';
export { objectiveWords, outputWords } from './output-words';
export {
  appendPretrained,
  hasOtherWidths,
  inputAtHead,
  type PretrainedPart,
  pretrainedPart,
  type Transfer,
  withInputWidth,
} from './pretrained';
export { prunePipeline } from './prune-pipeline';
export { resolveInputs } from './resolve-inputs';
export { resolveOutputs } from './resolve-outputs';
export { type LayerDescription, LOOP } from './shared-layers';
export { networkAsNodes } from './stored-as-nodes';
export { summarizeNetwork } from './summary';
export { targetNotes } from './target-notes';
export { withReachableTargets } from './target-scale';
export { summarizeWeights } from './weight-summary';
