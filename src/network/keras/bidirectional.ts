import { show, TensorwireError } from '../../errors';
import { snake } from '../layer';
import type { LayerConfig } from './format';
import type { ReadLayer } from './parse';

/**
 * Here, `bidirectional` is an argument of recurrent layers. In files, it is a layer around them:
 * keras.layers.Bidirectional, with the layer inside and weights `forward_…` and `backward_…`.
 */
const ARGUMENT = 'bidirectional';
const WRAPPER = 'Bidirectional';

/** A layer for a file: in the wrapper if it is bidirectional. Other layers stay as they are. */
export function wrapped(layer: LayerConfig): LayerConfig {
  const { [ARGUMENT]: mode, ...config } = layer.config;
  if (mode === undefined || mode === 'none') return { ...layer, config };
  const inner = {
    class_name: layer.class_name,
    module: 'keras.layers', // Keras finds the class with it
    config: { ...config, name: snake(layer.class_name) },
  };
  return {
    ...layer,
    class_name: WRAPPER,
    config: { name: layer.name, trainable: config.trainable !== false, merge_mode: mode, layer: inner },
  };
}

/**
 * The name of a weight in a file: `bidirectional/forward_lstm/kernel` for `forward_kernel` of a layer in the wrapper.
 */
export function weightName(layer: LayerConfig, weight: string): string {
  const [, way, own] = /^(forward|backward)_(.*)$/.exec(weight) ?? [];
  const inner = layer.class_name === WRAPPER && (layer.config.layer as { class_name: string }).class_name;
  return inner ? `${layer.name}/${way}_${snake(inner)}/${own}` : `${layer.name}/${weight}`;
}

/**
 * Finds the name of a layer's weight among all names of a file, in the form of any program: `lstm/kernel`,
 * `lstm/lstm_cell/kernel:0`, `attention/query/kernel`, or `sequential/dense/kernel` as Keras 3 writes for a Sequential.
 * `path`: the name of the layer, after those of the models that contain it; Keras 2 writes only the layer's own name.
 */
export function findName(names: Iterable<string>, path: readonly string[], weight: string): string | undefined {
  const [, way, own] = /^(forward|backward)_(.*)$/.exec(weight) ?? [];
  const all = [...names];
  const behind = (prefix: string): string[] =>
    all.filter(name => {
      const at = `/${name}`.indexOf(`/${prefix}/`);
      if (at < 0) return false;
      const place = name.slice(at + prefix.length).replace(/:0$/, '');
      return place.endsWith(`/${own ?? weight}`) && (!way || place.includes(`/${way}_`));
    });
  const whole = behind(path.join('/'));
  const first = whole.find(name => name.startsWith(`${path[0]}/`)) ?? whole[0];
  if (first !== undefined || path.length === 1) return first;
  const alone = behind(path.at(-1)!);
  return alone.length === 1 ? alone[0] : undefined;
}

interface Inner {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A layer of a file as ours: a wrapper becomes its layer with the argument. Throws if the two directions differ. */
export function unwrapped(layer: ReadLayer): ReadLayer {
  if (layer.className !== WRAPPER) return layer;
  const { layer: forward, backward_layer: backward, merge_mode: mode = 'concat' } = layer.config;
  if (!isInner(forward)) throw new TensorwireError(layer.name, 'has no layer inside', { argument: 'layer' });
  if (mode === null)
    throw new TensorwireError(layer.name, 'has merge_mode null, which gives two outputs; layers here have one', {
      argument: 'merge_mode',
    });
  if (isInner(backward) && same(backward) !== same(forward))
    throw new TensorwireError(
      layer.name,
      `has a backward_layer that is not its layer read from the end: ${show(backward.config)}`,
      { argument: 'backward_layer' },
    );
  const { trainable } = layer.config;
  const config = { ...forward.config, [ARGUMENT]: mode, ...(trainable === false && { trainable }) };
  return { ...layer, className: forward.class_name, config };
}

const isInner = (value: unknown): value is Inner =>
  typeof value === 'object' && value !== null && 'class_name' in value && 'config' in value;

/** What must be equal in both directions. */
function same({ class_name, config }: Inner): string {
  const entries = Object.entries(config).filter(([key]) => !['name', 'go_backwards', 'dtype'].includes(key));
  const sorted = [class_name, entries.sort(([a], [b]) => a.localeCompare(b))];
  // in a file, equal objects have numbers of their own
  return JSON.stringify(sorted, (key, value: unknown) => (key === 'shared_object_id' ? undefined : value));
}
