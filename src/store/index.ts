export { readModelFiles, type StoredModel, writeModelFiles } from './files';
export { checkAlias, checkName, formatReference, LATEST, parseReference, type Reference } from './names';
export type { StoredVersion } from './shelf';
export { openStore, type Store } from './store';
