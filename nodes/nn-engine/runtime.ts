import { defineConfig } from '../shared/config';
import { engineRoutes } from './routes';
import settings from './settings';

/** Where networks are trained and run. */
export default defineConfig('nn-engine', settings, engineRoutes);
