import type { FileSource, FileTarget } from '../files';
import type { PlacementRequest } from '../inference';
import type { Model } from '../values/model';
import type { SaveOptions } from './saving';
import type { StoredVersion } from './shelf';

/**
 * Models by name, version and alias in one folder:
 *
 *     iris/1/                   model.onnx, model.json (or keras.json), weights.bin, pipeline.json, card.json
 *     iris/2/
 *     iris/.aliases/champion    the number 2
 *
 * A version appears and disappears by one rename and never changes; an alias is moved by one rename. Several processes
 * may use one folder. A reference is
 * - `name`: the version in use, that is, the newest one with the same signature as the one before, or one chosen by
 *   `use`;
 * - `name@latest`: the highest version; `name@alias`: the version with this alias;
 * - `name:version`.
 */
export interface Store {
  readonly folder: string;
  /** Increases with each change that this process makes to a store: earlier results may be out of date. */
  changes(): number;
  /** Saves the model as the next version of its name. */
  save(model: Model, options?: SaveOptions): Promise<Model>;
  load(reference: string): Promise<Model>;
  /** The version that a reference means now, without loading it. */
  find(reference: string): Promise<{ readonly name: string; readonly version: number }>;
  /** Every version of one model, or of all, by name and version. */
  list(name?: string): Promise<StoredVersion[]>;
  /** Points an alias to this version; null: the latest. */
  promote(name: string, version: number | null, alias: string): Promise<StoredVersion>;
  /**
   * The same, unless the signature of the version that has the alias is different; then returns the difference, and the
   * alias stays.
   */
  promoteAlike(name: string, version: number, alias: string): Promise<UnchangedReference | null>;
  /** Makes the bare name mean this version; null: the latest. */
  use(name: string, version: number | null): Promise<StoredVersion>;
  /** Why the bare name does not mean this version but an older one with another signature. */
  unchangedReference(name: string, version: number): Promise<UnchangedReference | null>;
  /** Deletes rolling versions that are not among the last ones, have no alias, are not in use and are not pinned. */
  makeRoom(name: string): Promise<readonly number[]>;
  /** Gives a model with all its versions and aliases another name, which no model has. Flows that name it no longer find it. */
  rename(name: string, to: string): Promise<void>;
  /** Deletes a version with its aliases; `name` alone deletes the model with all its versions. */
  delete(reference: string): Promise<void>;
  /** The version as one file. */
  exportBytes(reference: string, format?: ExportFormat): Promise<Buffer>;
  exportTo(reference: string, file: string | FileTarget, format?: ExportFormat): Promise<void>;
  /**
   * Imports a file of `exportTo`, or its bytes, as the next version of the name in it, or of another name; likewise a model
   * of Keras (`.keras`, `.h5`) or TensorFlow.js (`model.json` beside its shards, a folder or a zip file of them), whose name
   * is that of the file.
   */
  importFrom(source: Uint8Array | string | FileSource, name?: string): Promise<Model>;
}

/** bundle: all of it in one zip file; keras: network and weights, for Keras. */
export const EXPORT_FORMATS = ['bundle', 'keras'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A name that still means an older version. */
export interface UnchangedReference {
  readonly reference: string;
  readonly version: number;
  /** the inputs and outputs of the newer version that this one lacks, in words */
  readonly because: string;
}

export interface StoreOptions {
  /** how many of the last versions of a model `makeRoom` keeps; 0: all */
  readonly keep?: number;
  /** Is a version needed by somebody unknown to the store? */
  readonly pinned?: (name: string, version: number) => boolean;
  /** how an imported model is opened, to check that it can be */
  readonly placing?: PlacementRequest;
}
