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
 * A version appears and disappears by one rename and is never changed; an alias is moved by one rename. Several processes
 * may use one folder. A reference is
 * - `name`: the version in use, which is the newest one that takes and gives what the one before did, or one that was
 *   chosen by `use`;
 * - `name@latest`: the highest version; `name@alias`: the version that has this alias;
 * - `name:version`.
 */
export interface Store {
  readonly folder: string;
  /** Moves with each change that this process makes to a store: what was found before it may be out of date. */
  changes(): number;
  /** The model under the next version of its name. */
  save(model: Model, options?: SaveOptions): Promise<Model>;
  load(reference: string): Promise<Model>;
  /** Which version a reference means now, without loading it. */
  find(reference: string): Promise<{ readonly name: string; readonly version: number }>;
  /** Every version of one model, or of all, by name and version. */
  list(name?: string): Promise<StoredVersion[]>;
  /** Lets an alias mean this version from now on; null: the latest. */
  promote(name: string, version: number | null, alias: string): Promise<StoredVersion>;
  /** The same, unless the version that has the alias takes or gives something else; then says what, and the alias stays. */
  promoteAlike(name: string, version: number, alias: string): Promise<HeldBack | null>;
  /** Lets the bare name mean this version from now on; null: the latest. */
  use(name: string, version: number | null): Promise<StoredVersion>;
  /** Why the bare name does not mean this version, where it means an older one that takes or gives something else. */
  heldBack(name: string, version: number): Promise<HeldBack | null>;
  /** Removes rolling versions that are not among the last ones, have no alias, are not in use and are not pinned. */
  makeRoom(name: string): Promise<readonly number[]>;
  /** Removes a version with its aliases; `name` alone removes the model with all of its versions. */
  delete(reference: string): Promise<void>;
  /** The version as one zip file. */
  exportBytes(reference: string): Promise<Buffer>;
  exportTo(reference: string, file: string): Promise<void>;
  /** A file of `exportTo`, or its bytes, as the next version of the name in it, or of another name. */
  importFrom(source: Uint8Array | string, name?: string): Promise<Model>;
}

/** A name that goes on meaning an older version. */
export interface HeldBack {
  readonly reference: string;
  readonly version: number;
  /** what the newer one takes or gives that this one does not, in words */
  readonly because: string;
}

export interface StoreOptions {
  /** how many of the last versions of a model `makeRoom` leaves; 0: all */
  readonly keep?: number;
  /** Is a version needed by somebody whom the store does not know? */
  readonly pinned?: (name: string, version: number) => boolean;
  /** how what is imported is opened, to see whether it can be */
  readonly placing?: PlacementRequest;
}
