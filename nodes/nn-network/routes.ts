import type { NodeAPI } from 'node-red';
import {
  appendLayer,
  asSingleNodes,
  canvasOf,
  DETECTORS,
  emptyNetwork,
  networkFromRecipe,
  recipes,
  type SingleNodesAnswer,
} from '../../src';
import { addRoute, z } from '../shared/routes';

const id = z.string().min(1).max(200);
const query = z.object({
  id,
  recipe: z.enum(['auto', ...Object.keys(recipes)]),
  detector: z.enum(DETECTORS).default('prediction'),
  /** the nodes that are wired to it in the editor */
  from: z
    .string()
    .max(20_000)
    .default('')
    .transform(list => list.split(',').filter(name => name !== '')),
  /** JSON of the columns of an input node before this one; '': all */
  columns: z
    .string()
    .max(100_000)
    .default('')
    .transform((json, context): unknown => {
      try {
        return json === '' ? null : JSON.parse(json);
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(z.array(z.string()).nullable()),
  /** of that input node */
  encoding: z.enum(['auto', 'one-hot', 'index']).default('auto'),
});

/** GET /tensorwire/recipe?id=…&recipe=auto&from=… → SingleNodes: the nodes that build the same network as a recipe. */
export function singleNodesRoute(RED: NodeAPI): void {
  addRoute(RED, {
    path: '/tensorwire/recipe',
    query,
    permission: 'tensorwire.read',
    answer({ id, recipe, detector, from, columns, encoding }): SingleNodesAnswer {
      const [data] = canvasOf(RED).observedShapes.tablesAt(id, from);
      if (!data) return { unknown: 'input' };
      const args = { columns, encoding };
      const before = appendLayer(emptyNetwork(), { id: 'input', className: 'InputLayer', args });
      const node = { id: 'network', name: 'network', recipe, detector };
      return asSingleNodes(networkFromRecipe(node, data.pipeline, data.rows.training, before), data.pipeline);
    },
  });
}
