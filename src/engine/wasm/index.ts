export { openModel } from './compile';
export { wasmEngine } from './engine';
export { RowsProgram } from './programs';
export { setMostMemory } from './shared-memory';
export { receive, type Shipped } from './shipped';
