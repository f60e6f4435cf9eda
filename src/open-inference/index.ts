export { serverUrl } from './client/address';
export { InferenceClient, type RemoteModel } from './client/client';
export { placeOnServer } from './client/remote-program';
export { RemoteRecords } from './client/remote-records';
export { PLATFORM } from './protocol/metadata';
export { type Answer, type Asked, json, MOST_DESCRIBED, type OpenModel, type Shelf, serve } from './server/server';
