import { choice } from '../../src';
import { defineConfig } from '../shared/config';
import { engineRoutes } from './routes';

/** Where networks are trained and run. */
export default defineConfig(
  'nn-engine',
  { engine: choice(['auto', 'onnx', 'wasm', 'tfjs-node'], 'auto') },
  engineRoutes,
);
