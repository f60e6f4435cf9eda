export { tfjsEngine } from './engine';
export { findTfjsNode, loadTfjsNode } from './load';
