import { resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');
/** Where the pages are put together; not in git. */
export const STAGE = resolve(ROOT, '.cache/docs');
