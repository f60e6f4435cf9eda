import { defineConfig } from '../shared/config';
import { announceStores } from './news';
import { modelRoutes } from './routes';
import settings from './settings';

/** Where models are kept: a folder, relative to userDir; and how many of them. */
export default defineConfig('nn-store', settings, RED => {
  modelRoutes(RED);
  announceStores(RED);
});
