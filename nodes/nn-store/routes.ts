import type { NodeAPI } from 'node-red';
import { about } from '../../src';
import { storeOf } from '../shared/config';
import { addRoute, z } from '../shared/routes';

/** GET /tensorwire/models?store=<id of a deployed nn-store> → every version with its aliases; without a store, the default one. */
export const modelsRoute = (RED: NodeAPI): void =>
  addRoute(RED, {
    path: '/tensorwire/models',
    query: z.object({ store: z.string().max(64).default('') }),
    permission: 'tensorwire.read',
    answer: ({ store }) => about('store', () => storeOf(RED, store).list()),
  });
