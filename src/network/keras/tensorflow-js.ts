import { layers as catalogue } from '../../catalogue';
import type { Shape } from '../../graph/types';
import type { LayerSpec, NetworkSpec } from '../../spec';
import type { WeightArray } from '../../values/model';
import { describeNetwork } from '../describe';
import { neededCalls } from '../forward';

import { outsideConstraint } from './constraints';
import { maskedCalls, withMask } from './masked';
import { asSaved } from './saved-as';

/**
 * What TensorFlow.js (layers, 4.22) cannot read, or silently reads differently from Keras 3. A model for which it would
 * compute other numbers has no `model.json`. A test checks every layer of the catalogue, both ways: what is not listed
 * here opens there with equal numbers, and what is listed does not.
 */
export function unlikeTensorFlowJs(
  spec: NetworkSpec,
  weights: Readonly<Record<string, WeightArray>> = {},
): readonly string[] {
  const { calls, layers } = describeNetwork(spec);
  const masked = maskedCalls(spec);
  const reasons = neededCalls(spec).flatMap(({ layer: id, inputs }) => {
    const layer = asSaved(spec, spec.layers.find(layer => layer.id === id)!);
    const shapes = inputs.map(input => calls[input]!.shape!);
    const reason =
      whyNot(layer, shapes) ??
      (inputs.some(input => masked.has(input)) ? withMask(layer) : undefined) ??
      outsideConstraint(layer, layers[id]!.weights ?? {}, weights);
    return reason ? [`${layer.label}: ${reason}`] : [];
  });
  return [...new Set(reasons)];
}

type Args = Readonly<Record<string, unknown>>;
/** Why TensorFlow.js cannot read it or reads it differently; undefined: it is the same there. */
type Check = (args: Args, inputs: readonly Shape[]) => string | undefined;

const same: Check = () => undefined;
const when =
  (is: (args: Args, inputs: readonly Shape[]) => boolean, what: string): Check =>
  (args, inputs) =>
    is(args, inputs) ? `TensorFlow.js ${what}` : undefined;
const all =
  (...checks: Check[]): Check =>
  (args, inputs) =>
    checks.reduce<string | undefined>((reason, check) => reason ?? check(args, inputs), undefined);

const channelsLast = when(({ dataFormat }) => dataFormat !== 'channels_last', 'has it with the channels last only');
const ungrouped = when(({ groups }) => groups !== 1, 'has no groups');
const keepsNoAxes = when(({ keepdims }) => keepdims === true, 'does not know keepdims');
/** With padding `same`, TensorFlow.js starts elsewhere if there are gaps between windows. */
const withoutGaps = when(({ padding, strides, kernelSize, poolSize }) => {
  const window = (kernelSize ?? poolSize) as readonly number[];
  const steps = (strides ?? window) as readonly number[];
  return padding === 'same' && steps.some((step, axis) => step > window[axis]!);
}, 'places windows that are further apart than they are long elsewhere');
const undilated = when(({ dilationRate }) => someAbove1(dilationRate), 'does not use dilationRate here');
const someAbove1 = (sizes: unknown): boolean => (sizes as readonly number[]).some(size => size > 1);

/** The layers that TensorFlow.js has. */
const CHECKS: Readonly<Record<string, Check>> = {
  InputLayer: same,
  Activation: same,
  Add: same,
  AlphaDropout: same,
  Average: same,
  AveragePooling1D: channelsLast,
  AveragePooling2D: same,
  AveragePooling3D: withoutGaps,
  BatchNormalization: when(
    ({ axis }, [x]) => (axis as number) !== -1 && (axis as number) !== x!.length - 1,
    'normalizes the last axis only',
  ),
  Concatenate: same,
  Conv1D: all(
    channelsLast,
    ungrouped,
    when(({ padding }) => padding === 'causal', 'has no causal padding'),
  ),
  Conv2D: ungrouped,
  Conv2DTranspose: undilated,
  Conv3D: all(ungrouped, withoutGaps),
  Conv3DTranspose: all(undilated, withoutGaps),
  Cropping2D: same,
  Dense: same,
  DepthwiseConv2D: undilated,
  Dot: when(({ axes }) => {
    const [a, b] = axes as readonly [number, number];
    return a !== b && Math.min(a, b) < 0;
  }, 'counts two different axes from the first only'),
  Dropout: same,
  ELU: when(({ alpha }) => alpha !== 1, 'has an alpha of 1 only'),
  Embedding: when((_, [x]) => x!.length === 1, 'needs two axes'),
  Flatten: same,
  GRU: when(({ resetAfter }) => resetAfter === true, 'has no resetAfter'),
  GaussianDropout: same,
  GaussianNoise: same,
  GlobalAveragePooling1D: all(channelsLast, keepsNoAxes),
  GlobalAveragePooling2D: keepsNoAxes,
  GlobalMaxPooling1D: all(channelsLast, keepsNoAxes),
  GlobalMaxPooling2D: keepsNoAxes,
  LSTM: same,
  LayerNormalization: same,
  LeakyReLU: same,
  Masking: same,
  MaxPooling1D: channelsLast,
  MaxPooling2D: same,
  MaxPooling3D: withoutGaps,
  Maximum: same,
  Minimum: same,
  Multiply: same,
  PReLU: same,
  Permute: same,
  ReLU: when(
    ({ threshold, negativeSlope }) => threshold !== 0 || negativeSlope !== 0,
    'knows neither threshold nor negativeSlope',
  ),
  RepeatVector: same,
  Rescaling: same,
  Reshape: same,
  SeparableConv2D: when(
    ({ dataFormat, useBias }) => dataFormat === 'channels_first' && useBias === true,
    'adds the bias to the last axis',
  ),
  SimpleRNN: same,
  Softmax: when(({ axis }, [x]) => axis !== -1 && axis !== x!.length - 1, 'takes the last axis only'),
  SpatialDropout1D: same,
  UpSampling2D: when(({ interpolation, size, dataFormat }, [x]) => {
    const spatial = dataFormat === 'channels_first' ? x!.slice(2) : x!.slice(1, -1);
    return interpolation === 'bilinear' && spatial.some((length, i) => length !== 1 && (size as number[])[i]! > 1);
  }, 'puts the points of bilinear elsewhere'),
  ZeroPadding2D: same,
};

/** Functions of the catalogue that are the same in TensorFlow.js; its hard_sigmoid is that of Keras 2. */
const ACTIVATIONS = new Set(
  'elu gelu linear log_softmax mish relu relu6 selu sigmoid silu softmax softplus softsign tanh'.split(' '),
);

function whyNot({ className, args }: LayerSpec, inputs: readonly Shape[]): string | undefined {
  const check = Object.hasOwn(CHECKS, className) ? CHECKS[className]! : undefined;
  if (!check) return `TensorFlow.js has no ${className}`;
  for (const [name, { form }] of Object.entries(catalogue[className]!.arguments))
    if (form.widget === 'select' && form.options === 'activations' && !ACTIVATIONS.has(args[name] as string))
      return `TensorFlow.js has no ${args[name]} as Keras 3 has it`;
  return check(args, inputs);
}
