import { defineConfig } from '../shared/config';
import { text } from '../shared/settings';
import { modelsRoute } from './routes';

/** Where models are kept: a folder, relative to userDir. */
export default defineConfig('nn-store', { folder: text() }, modelsRoute);
