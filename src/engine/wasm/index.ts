export { openModel, wasmEngine } from './engine';
