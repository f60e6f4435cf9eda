export type { ForeignFile, Imported } from './foreign';
export { shardsOf } from './tensorflow-js';
export { type ImportOptions, importInThread } from './worker/client';
export { toKerasArchive } from './write';
