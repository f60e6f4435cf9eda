export * from './arrivals';
export * from './expand';
export * from './imagine';
export * from './join';
export * from './position';
export * from './upstream';
