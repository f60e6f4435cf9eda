import { defineConfig } from '../shared/config';
import settings from './settings';

/** A server that answers for models, by the Open Inference Protocol. */
export default defineConfig('nn-server', settings);
