import { Problem } from '../errors';
import { type Group, openHdf5 } from '../hdf5';
import { namedWeights, readModelJson, withWeights } from '../network';
import { MOST_FOREIGN_VALUES, parseJson } from '../parse-json';
import type { WeightArray } from '../values/model';
import type { KerasH5, ReadNetwork } from './foreign';

/** A whole model in one HDF5 file, as Keras 1 to 3 write it (`model.save('model.h5')`). */
export function readH5({ bytes }: KerasH5, mostBytes: number): ReadNetwork {
  const root = openHdf5(bytes, { mostBytes });
  const config = root.attributes.get('model_config');
  if (typeof config !== 'string')
    throw new Problem(
      'has weights but no model: it was written by save_weights, or by another program. Save the whole model in Keras: model.save("model.keras")',
      { expected: 'model_config' },
    );
  const group = root.group('model_weights');
  if (!group) throw new Problem('has no weights: model_weights is missing');
  const version = [root, group].map(({ attributes }) => attributes.get('keras_version')).find(isText) ?? '2';
  const model = readModelJson(
    {
      modelTopology: {
        keras_version: version,
        model_config: parseJson(Buffer.from(config), 'model_config', MOST_FOREIGN_VALUES),
      },
    },
    'model_config',
  );
  return { ...withWeights(model, namedWeights(arraysOf(group))), program: `Keras ${version}` };
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** All arrays, by the name of their layer and their own, `dense/dense/kernel:0`. */
function arraysOf(group: Group): ReadonlyMap<string, WeightArray> {
  const arrays = new Map<string, WeightArray>();
  for (const layer of textsOf(group, 'layer_names')) {
    const own = group.group(layer);
    if (!own) throw new Problem(`the weights of ${layer} are missing`);
    for (const name of textsOf(own, 'weight_names')) {
      const dataset = own.dataset(name);
      if (!dataset) throw new Problem(`the weight ${name} of ${layer} is missing`);
      arrays.set(`${layer}/${name}`, { shape: dataset.shape, data: dataset.read() });
    }
  }
  return arrays;
}

/** A list of texts. Keras cuts a long one into attributes `name0`, `name1`, … */
function textsOf({ attributes }: Group, name: string): readonly string[] {
  const whole = attributes.get(name);
  if (whole !== undefined && whole !== null) return [whole].flat();
  const parts: string[] = [];
  for (let i = 0; ; i++) {
    const part = attributes.get(`${name}${i}`);
    if (part === undefined || part === null) return parts;
    parts.push(...[part].flat());
  }
}
