export * from './classes';
export * from './kinds';
export * from './migrations';
export * from './node-settings';
export * from './on-page';
export * from './read';
export * from './setting';
