export * from './canvas';
export type * from './handover';
export type * from './member';
export * from './status';
