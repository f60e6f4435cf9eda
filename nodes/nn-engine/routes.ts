import type { NodeAPI } from 'node-red';
import { describeEngines } from '../../src';
import { userDirOf } from '../shared/config';
import { addRoute, z } from '../shared/routes';

/** GET /tensorwire/engines → [{ name, available, reason }], best first. */
export const engineRoute = (RED: NodeAPI): void =>
  addRoute(RED, {
    path: '/tensorwire/engines',
    query: z.object({}),
    permission: 'tensorwire.read',
    answer: () => describeEngines([userDirOf(RED)]),
  });
