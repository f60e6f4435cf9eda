export * from './arrivals';
export * from './expand';
export * from './join';
export * from './position';
export * from './simulate';
export * from './upstream';
