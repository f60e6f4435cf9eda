/** What values, files and messages between processes are made of: plain JSON and typed arrays. Types only. */
export type * from './card';
export type * from './column';
export type * from './dataset';
export type * from './network';
export type * from './optimizer';
export type * from './pipeline';
export type * from './tensor';
