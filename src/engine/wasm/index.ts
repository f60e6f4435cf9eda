export { openModel, wasmEngine } from './engine';
export { setMostMemory } from './home';
export { RowsProgram } from './programs';
export { receive, type Shipped } from './shipped';
