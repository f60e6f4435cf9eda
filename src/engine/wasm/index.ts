export { wasmEngine } from './engine';
