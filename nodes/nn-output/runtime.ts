import {
  type Arriving,
  appendLayer,
  appendOutput,
  type Canvas,
  emptyNetwork,
  endRecipe,
  hasOtherWidths,
  type LayerPreview,
  type LayerSpec,
  type NetworkSpec,
  outputWords,
  type Pipeline,
  pathOf,
  readSettings,
  resolveInputs,
  resolveOutputs,
  type Settings,
  type Task,
  withOutputHeads,
} from '../../src';
import { arrivingAt, passOn } from '../shared/append-layer';
import { defineNode } from '../shared/define';
import { type Asked, layerPreviewRoute, useOf } from '../shared/layer-preview';
import { datasetOf, networkOf } from '../shared/message';
import { networkIn } from '../shared/static-message';
import settings from './settings';

/** The network with an output at its end, which is resolved as soon as its target is known. */
function withOutput(
  spec: NetworkSpec,
  { id, label }: Pick<LayerSpec, 'id' | 'label'>,
  { target, task, ...args }: Wish,
  pipeline: Pipeline | null,
): NetworkSpec {
  const asked = { ...(target.length > 0 && { target }), ...(task !== 'auto' && { task: task as Task }) };
  if (!spec.recipe) return appendOutput(spec, { id, label, args }, asked);
  return withOutputHeads(endRecipe(spec, { id, label, ...asked }, pipeline), { path: pathOf([...spec.path, id]) });
}
type Wish = Settings<(typeof settings)['properties']>;

/** With several targets, a target left open is known only at training, beside the other outputs. */
const isOpen = ({ target }: Wish, { targets }: Pipeline): boolean => target.length === 0 && targets.length > 1;

/** Ends a network with the layer that suits its target: units, activation, loss and metrics. */
export default defineNode(
  'nn-output',
  settings,
  (live, wish) => {
    const end = (spec: NetworkSpec, pipeline: Pipeline | null): NetworkSpec => {
      live.canvas.observedShapes.recordInputs(
        live.id,
        spec.heads.map(head => arrivingAt(spec, head)),
      );
      if (pipeline) live.canvas.observedShapes.recordData(live.id, { pipeline });
      const ended = withOutput(spec, { id: live.id, label: live.name || 'output' }, wish, pipeline);
      if (!pipeline) return ended;
      const fed = resolveInputs(ended, pipeline);
      return withOutputHeads(isOpen(wish, pipeline) && !spec.recipe ? fed : resolveOutputs(fed, pipeline), {
        path: pathOf(ended.path),
      });
    };
    return {
      part: {
        role: 'layer',
        pass: passing => ({ ...passing, network: end(networkIn(passing), passing.pipeline) }),
      },
      handle(message) {
        const network = networkOf(message).spec;
        const { pipeline } = datasetOf(message);
        return { ...message, network: passOn(live, end(network, hasOtherWidths(network, pipeline) ? null : pipeline)) };
      },
    };
  },
  { routes: layerPreviewRoute('nn-output', { table: () => settings.properties, preview }) },
);

/** The last layer, for the networks that reach it. */
function preview({ id, from, values }: Asked, observedShapes: Canvas['observedShapes']): LayerPreview {
  const wish = readSettings(settings.properties, values);
  const pipelines = observedShapes.dataAt(id, from).flatMap(data => ('pipeline' in data ? [data.pipeline] : []));
  if (pipelines.some(pipeline => isOpen(wish, pipeline))) return { unknown: 'target' };
  const found = observedShapes.inputsOf(id, from).flatMap(arriving =>
    pipelines.map(pipeline => {
      const [{ shape, dtype }] = arriving as [Arriving];
      const args = { shape: shape!.slice(1), dtype };
      const before = appendLayer(emptyNetwork(), { id: '', className: 'InputLayer', args });
      const ended = resolveOutputs(withOutput(before, { id, label: 'output' }, wish, pipeline), pipeline);
      return { use: useOf(ended.layers.at(-1)!, arriving), because: outputWords(ended, pipeline) };
    }),
  );
  if (found.length === 0) return { unknown: 'input' };
  return { uses: found.map(({ use }) => use), because: [...new Set(found.flatMap(({ because }) => because))] };
}
