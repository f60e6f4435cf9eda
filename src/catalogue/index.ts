export { type Argument, type Arguments, type ArgumentTable, argumentsIn, parseArguments } from './arguments';
export * from './catalogue';
export { activate, componentText, constrained, initializer, initialValues, penalty } from './components';
export type * from './entry';
export * from './recipes';
