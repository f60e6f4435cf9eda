export type { Store, StoreOptions, UnchangedReference } from './api';
export { removeAbandonedExports } from './disk';
export { readModelFiles, type StoredModel, writeModelFiles } from './files';
export { storedHistory } from './history';
export { checkAlias, checkName, formatReference, LATEST, parseReference, type Reference } from './names';
export type { SaveOptions } from './saving';
export type { StoredVersion } from './shelf';
export { KEEP, openStore } from './store';
export { storeFolderOf } from './whereabouts';
