import {
  appendLayer,
  type Canvas,
  emptyNetwork,
  type InputArgs,
  type LayerPreview,
  Network,
  type NetworkSpec,
  networkFromRecipe,
  pendingNetwork,
  readSettings,
  recipeStatus,
  recipeWords,
  splitRows,
  type TableData,
} from '../../src';
import { arrivingAt } from '../shared/append-layer';
import { defineNode } from '../shared/define';
import { type Asked, layerPreviewRoute } from '../shared/layer-preview';
import { datasetOf, type Message } from '../shared/message';
import { singleNodesRoute } from './routes';
import settings from './settings';

/** Builds a network from a recipe that suits the data: layers, optimizer and training settings. */
export default defineNode(
  'nn-network',
  settings,
  (live, { recipe, detector }) => {
    const { observedShapes } = live.canvas;
    const node = { id: live.id, name: live.name || 'network', recipe, detector };
    const start = (data: TableData | null, before: NetworkSpec | undefined): NetworkSpec => {
      if (!data) return pendingNetwork(node, before);
      const spec = networkFromRecipe(node, data.pipeline, data.rows.training, before);
      const { key, found } = spec.recipe!;
      const input = before && inputOf(before);
      observedShapes.recordData(live.id, { ...data, input, training: found!.training, recipe: key });
      observedShapes.recordOutput(live.id, arrivingAt(spec, spec.heads[0]!));
      return spec;
    };
    return {
      part: {
        role: 'network',
        pass: ({ network, pipeline, rows, ...passing }) => ({
          ...passing,
          ...{ pipeline, rows },
          network: start(pipeline && rows ? { pipeline, rows } : null, network ?? undefined),
        }),
      },
      handle(message) {
        const dataset = datasetOf(message);
        const data = { pipeline: dataset.pipeline, rows: splitRows(dataset) };
        const spec = start(data, begunOn(message));
        live.show(recipeStatus(spec.recipe!));
        return { ...message, network: new Network(spec) };
      },
    };
  },
  {
    routes: RED => {
      layerPreviewRoute('nn-network', { table: () => settings.properties, preview })(RED);
      singleNodesRoute(RED);
    },
  },
);

/** The network that an input node before this one has started. A trained network that came back is not one. */
function begunOn({ network }: Message): NetworkSpec | undefined {
  if (network === undefined || network === null) return undefined;
  const { spec } = Network.expect(network, 'msg.network');
  return spec.recipe || spec.outputs.length > 0 ? undefined : spec;
}

/** The columns of an input node, and how it reads categories. */
function inputOf({ layers }: NetworkSpec): TableData['input'] {
  const args = layers.find(({ className }) => className === 'InputLayer')?.args as InputArgs | undefined;
  return args && { columns: args.columns, encoding: args.encoding };
}

/** Describes in words what the recipe does for the data that reach the node. */
function preview({ id, from, values }: Asked, observedShapes: Canvas['observedShapes']): LayerPreview {
  const { recipe, detector } = readSettings(settings.properties, values);
  const data = observedShapes.tablesAt(id, from);
  if (data.length === 0) return { unknown: 'input' };
  const words = data.flatMap(({ pipeline, rows, input }) => {
    const args = { columns: null, encoding: 'auto', ...input };
    const before = appendLayer(emptyNetwork(), { id: 'input', className: 'InputLayer', args });
    return recipeWords({ id, name: 'network', recipe, detector }, pipeline, rows.training, before);
  });
  return { words: [...new Set(words)] };
}
