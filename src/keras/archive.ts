import { Problem } from '../errors';
import { type Dataset, type Group, openHdf5 } from '../hdf5';
import { type FindWeight, readModelJson, withWeights } from '../network';
import { MOST_FOREIGN_VALUES, parseJson } from '../parse-json';
import type { KerasArchive, ReadNetwork } from './foreign';
import { placesOf } from './places';

/** A `.keras` file of Keras 3, unpacked: `config.json`, `metadata.json`, and `model.weights.h5`. */
export function readArchive({ config, metadata, weights }: KerasArchive, mostBytes: number): ReadNetwork {
  const version = versionIn(metadata);
  const model = readModelJson(
    {
      modelTopology: {
        keras_version: version,
        model_config: parseJson(config, 'config.json', MOST_FOREIGN_VALUES),
      },
    },
    'config.json',
  );
  const root = openHdf5(weights, { mostBytes });
  return { ...withWeights(model, storedWeights(root)), program: `Keras ${version}` };
}

function versionIn(metadata: Uint8Array | null): string {
  const about = metadata && parseJson(metadata, 'metadata.json', MOST_FOREIGN_VALUES);
  const version = typeof about === 'object' && about !== null && 'keras_version' in about ? about.keras_version : '3.0';
  if (typeof version !== 'string' || version.length > 40) throw new Problem('metadata.json names no version of Keras');
  return version;
}

/** Weights by the place of their layer in the model, and their number in it. */
export const storedWeights =
  (root: Group): FindWeight =>
  ({ store = '', className }, weight, all) => {
    const places = placesOf(className, weight, all);
    const found = first(
      [store, store.replaceAll('layers/', '_layer_checkpoint_dependencies/')].flatMap(group =>
        places.map(path => root.dataset(`${group}/${path}`)),
      ),
    );
    return found && { shape: found.shape, data: found.read() };
  };

const first = (found: readonly (Dataset | undefined)[]): Dataset | undefined => found.find(one => one !== undefined);
