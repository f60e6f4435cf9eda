import type { NodeAPI } from 'node-red';
import {
  about,
  appendLayer,
  appendPretrained,
  type Canvas,
  Dataset,
  describeNetwork,
  emptyNetwork,
  inputAtHead,
  type LayerPreview,
  type LayerUse,
  layerStatus,
  Network,
  type NetworkSpec,
  onStoreChange,
  type Pipeline,
  type PretrainedPart,
  Problem,
  readSettings,
  type Settings,
  type StaticMessage,
  type Status,
  summarizeNetwork,
  TensorwireError,
} from '../../src';
import { arrivingAt } from '../shared/append-layer';
import { storeOf } from '../shared/config';
import { defineNode, type NodeContext } from '../shared/define';
import { type Asked, layerPreviewRoute, usesOf } from '../shared/layer-preview';
import { networkOf } from '../shared/message';
import { StoredPart } from '../shared/pretrained';
import { networkIn } from '../shared/static-message';
import settings from './settings';

type Given = Settings<typeof settings.properties>;
type Appended = Pick<StaticMessage, 'pipeline'> & { readonly network: NetworkSpec };

/** Appends the layers of a stored model to the network of a message. */
export default defineNode(
  'nn-layers',
  settings,
  (live, given) => {
    const { RED, canvas } = live;
    const stored = new StoredPart(storeOf(RED, given.store), given);
    /** as of the last deploy or message */
    let part: PretrainedPart | null = null;
    let failure: unknown = null;
    const look = async (): Promise<PretrainedPart> => {
      try {
        part = await stored.look();
        failure = null;
        return part;
      } catch (error) {
        [part, failure] = [null, error];
        throw error;
      }
    };
    followStore(live, () => {
      if (failure === null) return;
      look().then(
        () => live.idle(stored.label),
        () => undefined, // the status says why already
      );
    });
    const append = (before: NetworkSpec, to: PretrainedPart, dataset: Pipeline | null): Appended => {
      checkOpen(live, before);
      const { network: spec, pipeline } = about(live.subject, () => stored.prepared(before, dataset));
      const input = inputAtHead(spec);
      if (input && spec !== before) canvas.observedShapes.recordOutput(input.id, arrivingAt(spec, spec.heads[0]!));
      const arriving = spec.heads.map(head => arrivingAt(spec, head));
      canvas.observedShapes.recordInputs(live.id, arriving);
      const next = appendPretrained(spec, { id: live.id, label: live.subject }, to, given);
      canvas.observedShapes.recordOutput(live.id, arrivingAt(next, next.heads[0]!));
      live.show(statusOf(next, live.id, stored.label));
      return { network: next, pipeline };
    };
    return {
      part: {
        role: 'layer',
        describe: () => look().then(undefined, () => undefined), // `pass` tells
        pass: passing => {
          if (part) return { ...passing, ...append(networkIn(passing), part, passing.pipeline) };
          const brief = failure instanceof Problem ? failure.details.brief : undefined;
          if (typeof brief !== 'string') throw failure;
          live.idle(brief); // it may be trained later: that there is none is not an error yet
          return { network: null, pipeline: null, seen: false };
        },
      },
      async handle(message) {
        const { spec } = networkOf(message);
        const dataset = [message.payload, message.dataset].find(Dataset.is)?.pipeline ?? null;
        return { ...message, network: new Network(append(spec, await look(), dataset).network) };
      },
    };
  },
  {
    routes: RED =>
      layerPreviewRoute('nn-layers', {
        table: () => settings.properties,
        preview: (asked, shapes) => preview(RED, asked, shapes),
      })(RED),
  },
);

/** A model that was missing may be trained, or imported, at any time. */
function followStore({ onClose }: Pick<NodeContext, 'onClose'>, changed: () => void): void {
  onClose(onStoreChange(changed));
}

function checkOpen({ subject, id }: NodeContext, { recipe }: NetworkSpec): void {
  if (!recipe) return;
  throw new TensorwireError(
    subject,
    `the network that comes is complete, from the recipe of ${recipe.name}: only an output node or train may follow it. Remove this layer, or wire layers instead of the recipe`,
    { argument: 'network', layer: id },
  );
}

/** `digits v3 · 64 outputs · 18,816 weights` */
function statusOf(spec: NetworkSpec, id: string, label: string): Status {
  const { shape } = arrivingAt(spec, spec.heads[0]!);
  const status = layerStatus(shape, parametersOf(spec, id));
  return { ...status, text: `${label} · ${status.text}` };
}

const parametersOf = (spec: NetworkSpec, id: string): number =>
  Object.entries(describeNetwork(spec).layers).reduce(
    (sum, [layer, { parameters }]) => sum + (layer.startsWith(`${id}-`) ? (parameters ?? 0) : 0),
    0,
  );

/** What the layers give for what reaches the node. */
async function preview(
  RED: NodeAPI,
  { id, from, values }: Asked,
  observedShapes: Canvas['observedShapes'],
): Promise<LayerPreview> {
  const given: Given = readSettings(settings.properties, values);
  const part = await new StoredPart(storeOf(RED, given.store), given).look();
  return usesOf(
    observedShapes.inputsOf(id, from).map(([arriving]): LayerUse => {
      const { shape, dtype } = arriving!;
      const args = { shape: shape!.slice(1), dtype };
      const before = appendLayer(emptyNetwork(), { id: 'input', className: 'InputLayer', args });
      const after = appendPretrained(before, { id: 'layers', label: 'layers' }, part, given);
      const { parameters, multiplyAdds } = summarizeNetwork(after);
      return {
        inputs: [shape!],
        output: arrivingAt(after, after.heads[0]!).shape!,
        parameters: parameters!,
        multiplyAdds: multiplyAdds!,
      };
    }),
  );
}
