/** The core of the palette; the build makes dist/core.js, which all nodes share, of what nodes use of it. */

/** One copy for the core and the nodes. */
export { z } from 'zod';
export * from './alarm';
export * from './canvas';
export * from './catalogue';
export {
  choice,
  columns,
  flag,
  integer,
  number,
  optionalInteger,
  optionalNumber,
  shape,
} from './catalogue/arguments';
export * from './charts';
export * from './cluster';
export * from './data';
export * from './data-report';
export * from './engine';
export * from './errors';
export * from './evaluation';
export * from './explanation';
export * from './files';
export * from './flow';
export { baselines } from './forecast';
export * as graph from './graph';
export * from './health';
export * from './inference';
export * from './locale';
export { answersOf, intervalOf } from './model-form/answer';
export * from './network';
export { nodeFile, removeNodeFile, removeOrphaned, touchNodeFile, writeNodeFile } from './node-files';
export * from './open-inference';
export * from './runs';
export * from './settings';
export * from './spec';
export * from './store';
export * as tensors from './tensor';
export * from './training';
export * from './values';
export { verdictWord } from './verdict-word';
export { version as packageVersion } from './version';
