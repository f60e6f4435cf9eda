import { integer, KEEP } from '../../src';
import { defineConfig } from '../shared/config';
import { text } from '../shared/settings';
import { modelsRoute } from './routes';

const settings = { folder: text(), keep: integer({ min: 0, default: KEEP }) };

/** Where models are kept: a folder, relative to userDir; and how many of them. */
export default defineConfig('nn-store', settings, modelsRoute);
