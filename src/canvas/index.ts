export * from './canvas';
export type * from './handover';
export type * from './member';
export type { Data } from './sights';
export * from './status';
