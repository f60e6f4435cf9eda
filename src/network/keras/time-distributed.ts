import { TensorwireError } from '../../errors';
import type { ReadLayer } from './parse';

const WRAPPER = 'TimeDistributed';
/** Layers that treat each step separately anyway, whatever axes there are before the last. */
const ALONE = new Set(
  (
    'Dense Activation ReLU LeakyReLU ELU Dropout GaussianNoise GaussianDropout AlphaDropout ActivityRegularization ' +
    'Rescaling'
  ).split(' '),
);
/** These do so along the last axis. */
const ALONG_LAST = new Set(['Softmax', 'LayerNormalization', 'RMSNormalization', 'Normalization', 'UnitNormalization']);

/** The layers around which a TimeDistributed is read. */
export const EACH_STEP: readonly string[] = [...ALONE, ...ALONG_LAST];

/** keras.layers.TimeDistributed around a layer that does not need it is that layer; around any other it is rejected. */
export function eachStep(layer: ReadLayer): ReadLayer {
  if (layer.className !== WRAPPER) return layer;
  const { class_name: className, config } = (layer.config.layer ?? {}) as {
    class_name?: string;
    config?: Readonly<Record<string, unknown>>;
  };
  const axis = [config?.axis].flat();
  const last = axis.length === 1 && axis[0] === -1;
  if (className && config && (ALONE.has(className) || (ALONG_LAST.has(className) && last))) {
    const { trainable } = layer.config;
    return {
      ...layer,
      className,
      config: { ...config, ...(trainable === false && { trainable }) },
      ...(layer.store && { store: `${layer.store}/layer` }),
    };
  }
  throw new TensorwireError(
    layer.name,
    `is a TimeDistributed ${className ?? 'of nothing'}: it is supported around ${EACH_STEP.join(', ')}, which take each step by itself`,
    { argument: 'class_name', received: className },
  );
}
