import type { Model, ModelBody } from '../values/model';

/** The models that this process has saved and loaded, by `name:version`. Messages carry the body by reference. */
const folders = new WeakMap<ModelBody, Map<string, string>>();

const nameOf = ({ model, version }: Model): string => `${model}:${version}`;

/** Records the store folder of a model. */
export function stored(model: Model, folder: string): Model {
  const known = folders.get(model.body) ?? new Map<string, string>();
  folders.set(model.body, known.set(nameOf(model), folder));
  return model;
}

/** The folder of the store that a model was saved to or loaded from; null: no store that this process knows. */
export const storeFolderOf = (model: Model): string | null => folders.get(model.body)?.get(nameOf(model)) ?? null;
