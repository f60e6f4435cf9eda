export { type Argument, type Arguments, type ArgumentTable, argumentsIn, parseArguments } from './arguments';
export * from './catalogue';
export type * from './entry';
export { activate, constrained, initialValues, partText, penalty } from './parts';
