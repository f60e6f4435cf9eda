/** The plain JSON and typed arrays of which values, files and messages between processes consist. Types only. */
export type * from './card';
export type * from './column';
export type * from './dataset';
export type * from './network';
export type * from './optimizer';
export type * from './pipeline';
export type * from './tensor';
