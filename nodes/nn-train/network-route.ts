import type { NodeAPI } from 'node-red';
import {
  backgroundActivations,
  canvasOf,
  type LayerSummary,
  type NetworkSummary,
  summarizeNetwork,
  summarizeWeights,
  TensorwireError,
} from '../../src';
import { storeOf } from '../shared/config';
import { ModelFindings } from '../shared/model-findings';
import { addRoute, z } from '../shared/routes';

const node = z.string().min(1).max(200);

/** GET /tensorwire/network?node=<id of a deployed node> → the network that it belongs to, layer by layer. */
export const networkRoute = (RED: NodeAPI): void =>
  addRoute(RED, {
    path: '/tensorwire/network',
    query: z.object({ node }),
    permission: 'tensorwire.read',
    answer({ node }): NetworkSummary {
      const network = canvasOf(RED).observedShapes.networkAt(node);
      if (!network) throw new TensorwireError('network', 'no deployed network leads to this node');
      const summary = summarizeNetwork(network);
      const made = network.recipe?.node;
      return { ...summary, layers: summary.layers.map(layer => ({ ...layer, layer: nodeOf(layer, made) })) };
    },
  });

/** The node, or its counterpart in an instance of its subflow. */
function trainNode(RED: NodeAPI, node: string) {
  const { members } = canvasOf(RED);
  const inSubflow = () => [...members].find(([id, { type }]) => type === 'nn-train' && id.endsWith(`-${node}`))?.[1];
  return members.get(node) ?? inSubflow();
}

/** Layers of a recipe have no node of their own: they are those of its node. */
const nodeOf = ({ layer }: LayerSummary, recipe: string | undefined): string =>
  recipe !== undefined && layer.startsWith(recipe) ? recipe : layer;

/** The model that a training node has stored. */
async function modelOf(RED: NodeAPI, node: string) {
  const trained = trainNode(RED, node);
  const { name, store } = (trained?.type === 'nn-train' ? trained.settings : {}) as { name?: string; store?: string };
  if (!name) throw new TensorwireError('network', 'this node stores no model; give train a name, deploy, and train');
  const at = storeOf(RED, store ?? '');
  return { at, model: await at.load(name) };
}

/**
 * GET /tensorwire/weights?node=<id of a deployed nn-train> → how the weights of the model that it stored are distributed.
 */
export const weightsRoute = (RED: NodeAPI): void =>
  addRoute(RED, {
    path: '/tensorwire/weights',
    query: z.object({ node }),
    permission: 'tensorwire.read',
    async answer({ node }) {
      const { model } = await modelOf(RED, node);
      const { network, weights } = model.body;
      return { model: model.model, version: model.version, ...(await summarizeWeights(network, weights)) };
    },
  });

/** GET /tensorwire/activations?node=<id of a deployed nn-train> → what the layers of its model give for training rows. */
export function activationsRoute(RED: NodeAPI): void {
  const findings = new ModelFindings(RED, backgroundActivations);
  addRoute(RED, {
    path: '/tensorwire/activations',
    query: z.object({ node }),
    permission: 'tensorwire.read',
    async answer({ node }) {
      const { at, model } = await modelOf(RED, node);
      const key = JSON.stringify([at.folder, model.model, model.version, model.card.created]);
      return { model: model.model, version: model.version, ...(await findings.of(key, model)) };
    },
  });
}
