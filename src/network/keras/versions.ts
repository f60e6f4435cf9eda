import { TensorwireError } from '../../errors';
import type { ReadLayer } from './parse';

const isOfKeras3 = (layers: readonly ReadLayer[], version: string | undefined): boolean =>
  version !== undefined ? /^3\./.test(version) : layers.some(layer => 'batch_shape' in layer.config);

/**
 * Keras 2 and TensorFlow.js call max(0, min(1, x/5 + ½)) hard_sigmoid; Keras 3 and we, max(0, min(1, x/6 + ½)). Files
 * of both look alike. A file is of Keras 3 if its version says so, or if it contains what only Keras 3 writes.
 */
export function checkVersion(layers: readonly ReadLayer[], version: string | undefined): void {
  if (isOfKeras3(layers, version)) return;
  for (const { name, config } of layers) {
    const inner = (config.layer as { config?: Readonly<Record<string, unknown>> } | undefined)?.config ?? {};
    for (const [argument, value] of Object.entries({ ...inner, ...config }))
      if (/activation$/.test(argument) && (value === 'hard_sigmoid' || value === 'hardSigmoid'))
        throw new TensorwireError(
          name,
          `has ${argument} hard_sigmoid as ${version === undefined ? 'Keras 2 or TensorFlow.js' : `version ${version}`} defines it, x/5 + 1/2, which is x/6 + 1/2 here and in Keras 3. Choose another activation there, and train it`,
          { argument, received: value },
        );
  }
}

/** A GRU of a file without `reset_after` is older than that argument: it resets before. */
export function withFormerDefaults(layers: readonly ReadLayer[], version: string | undefined): readonly ReadLayer[] {
  return isOfKeras3(layers, version) ? layers : layers.map(layer => ({ ...layer, ...resetBefore(layer) }));
}

interface InConfig {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

function resetBefore({ className, config }: InConfig): Pick<InConfig, 'config'> {
  if (className === 'GRU') return { config: { reset_after: false, ...config } };
  if (className !== 'Bidirectional') return { config };
  const inner = Object.entries(config).map(([key, value]) => [key, key.endsWith('layer') ? within(value) : value]);
  return { config: Object.fromEntries(inner) };
}

/** A layer in the configuration of another. */
function within(value: unknown): unknown {
  const { class_name: className, config } = (value ?? {}) as { class_name?: unknown; config?: unknown };
  if (typeof className !== 'string' || typeof config !== 'object' || config === null) return value;
  return { ...(value as object), ...resetBefore({ className, config: config as InConfig['config'] }) };
}
