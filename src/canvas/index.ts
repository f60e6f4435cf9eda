export * from './canvas';
export type * from './canvas-node';
export type * from './handover';
export type { Data, TableData } from './observed-shapes';
export * from './status';
