/** The types of catalogue entries: layers, optimizers, losses, … One entry per file; the folders are the lists. */
export * from './entry/component';
export * from './entry/layer';
export * from './entry/loss';
export * from './entry/optimizer';
