import type { NodeAPI } from 'node-red';
import { shownTensor, TensorwireError, tensors } from '../../src';
import { addRoute, z } from '../shared/routes';

/**
 * GET /tensorwire/tensor?id=<of its summary> → TensorView: a tensor that a debug node has shown lately, small enough for a
 * picture. It shows values: it takes tensorwire.write.
 */
export const tensorRoute = (RED: NodeAPI): void =>
  addRoute(RED, {
    path: '/tensorwire/tensor',
    query: z.object({ id: z.string().min(1).max(100) }),
    permission: 'tensorwire.write',
    answer({ id }) {
      const tensor = shownTensor(id);
      if (tensor) return tensors.viewOf(tensor);
      throw new TensorwireError('tensor', 'it is too large for a picture, or too many others have been shown since');
    },
  });
