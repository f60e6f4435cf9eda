export { type Argument, type Arguments, type ArgumentTable, parseArguments } from './arguments';
export * from './catalogue';
export type * from './entry';
export { activate, initialValues, partText, penalty } from './parts';
