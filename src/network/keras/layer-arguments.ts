import { layers as catalogue } from '../../catalogue';
import { show, TensorwireError } from '../../errors';
import { toSnake } from './format';
import { checkGiven } from './given';
import type { ReadLayer } from './parse';

/** Fields that Keras writes beside the arguments, and that change nothing as long as they have this value. */
const IGNORED = new Set(
  'name trainable dtype seed batch_input_shape input_shape input_length renorm_momentum'.split(' ').concat(
    // how a recurrent layer is computed, and how it treats masks
    'implementation unroll use_cudnn zero_output_for_mask'.split(' '),
  ),
);
const WITHOUT_EFFECT: Readonly<Record<string, unknown>> = {
  data_format: 'channels_last',
  mask_zero: false,
  synchronized: false,
  renorm: false,
  rms_scaling: false,
  return_state: false,
  stateful: false,
  time_major: false,
  use_gate: false,
  return_attention_scores: false,
};

/** The arguments of a layer of a file, as the catalogue names them. Throws for each that has an effect and is not known. */
export function argumentsOf(layer: ReadLayer): Record<string, unknown> {
  const { name, className, config: own, calls } = layer;
  const entry = Object.hasOwn(catalogue, className) ? catalogue[className]! : undefined;
  if (className === 'Lambda' || className.includes('>'))
    throw new TensorwireError(
      name,
      `is a ${className}, which is none of the layers here: it is Python code, which is not run. Replace it by layers in Keras, and save the model again`,
      { argument: 'class_name', received: className },
    );
  if (entry === undefined)
    throw new TensorwireError(
      name,
      `is a ${className}, which is none of the layers here: ${Object.keys(catalogue).join(', ')}`,
      {
        argument: 'class_name',
        received: className,
      },
    );
  if (className === 'InputLayer') return inputArguments(name, own);
  checkPrecision(name, own.dtype);
  const ofCall = Object.entries(entry.arguments).flatMap(([argument, { keras }]) =>
    keras?.ofCall ? [toSnake(argument)] : [],
  );
  checkGiven(layer, [...ofCall, ...Object.keys(WITHOUT_EFFECT)]);
  const config = ofCall.length > 0 ? { ...own, ...given(name, calls) } : own;
  const args: Record<string, unknown> = {};
  for (const [argument, { keras }] of Object.entries(entry.arguments)) {
    const value = config[toSnake(argument)] ?? (keras?.name && config[keras.name]);
    if (value !== undefined) args[argument] = keras ? keras.from(value) : value;
  }
  const names = Object.entries(entry.arguments).flatMap(([argument, { keras }]) => [toSnake(argument), keras?.name]);
  const known = new Set(names);
  for (const [key, value] of Object.entries(config))
    if (
      !known.has(key) &&
      !isIgnored(key, config) &&
      value !== null &&
      value !== undefined &&
      WITHOUT_EFFECT[key] !== value
    )
      throw new TensorwireError(name, `has ${key} ${show(value)}, which ${className} does not have here`, {
        argument: key,
        received: value,
      });
  return args;
}

/** Keras fills masked steps of all steps' outputs with zeros in both directions of a Bidirectional only. */
const isIgnored = (key: string, config: Readonly<Record<string, unknown>>): boolean =>
  IGNORED.has(key) &&
  !(
    key === 'zero_output_for_mask' &&
    config[key] === true &&
    config.return_sequences === true &&
    config.bidirectional === undefined
  );

/** Any floating-point numbers become float32; a layer of whole numbers computes otherwise. */
function checkPrecision(name: string, dtype: unknown): void {
  const config = typeof dtype === 'object' && dtype !== null && 'config' in dtype ? dtype.config : dtype;
  const policy = typeof config === 'object' && config !== null ? Object.values(config).join(' ') : config;
  if (typeof policy !== 'string' || !/int|float8|gptq|awq/.test(policy) || /^u?int\d+$/.test(policy)) return;
  throw new TensorwireError(
    name,
    `has the dtype ${policy}: quantized layers cannot be read. Save the model before it is quantized`,
    {
      argument: 'dtype',
      received: policy,
    },
  );
}

/** The arguments that all calls of a layer have in common. */
function given(name: string, calls: ReadLayer['calls']): Readonly<Record<string, unknown>> {
  const [first, ...others] = calls.map(call => JSON.stringify(call.given));
  if (others.some(other => other !== first))
    throw new TensorwireError(name, `is called with ${first} and with ${others.find(other => other !== first)}`);
  return calls[0]?.given ?? {};
}

function inputArguments(name: string, config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shape = config.batch_input_shape ?? config.batch_shape;
  if (!Array.isArray(shape) || shape.slice(1).some(d => typeof d !== 'number'))
    throw new TensorwireError(name, `batch_shape must give every size but the batch, received ${show(shape)}`, {
      argument: 'batch_shape',
    });
  return { shape: shape.slice(1), dtype: inputDtype(config.dtype ?? 'float32') };
}

/** The dtype of an input here, which has the same numbers. */
function inputDtype(dtype: unknown): unknown {
  if (typeof dtype !== 'string') return dtype;
  if (/^(u?int\d+|bool)$/.test(dtype)) return 'int32';
  return /^(float(16|64)|bfloat16)$/.test(dtype) ? 'float32' : dtype;
}
