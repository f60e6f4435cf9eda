import { TensorwireError } from '../../errors';
import type { ReadLayer } from './parse';

/**
 * Keras 2 and TensorFlow.js call max(0, min(1, x/5 + ½)) hard_sigmoid; Keras 3 and we, max(0, min(1, x/6 + ½)). Files
 * of both look alike. A file is of Keras 3 if its version says so, or if it contains what only Keras 3 writes.
 */
export function checkVersion(layers: readonly ReadLayer[], version: string | undefined): void {
  if (version !== undefined ? /^3\./.test(version) : layers.some(layer => 'batch_shape' in layer.config)) return;
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
