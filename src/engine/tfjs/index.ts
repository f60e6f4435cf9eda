export { tfjsEngine } from './engine';
export { loadTfjsNode } from './load';
