import type { NodeAPI } from 'node-red';
import {
  type Arriving,
  type Canvas,
  canvasOf,
  costOfCall,
  describeCall,
  type Family,
  isBlank,
  type LayerPreview,
  type LayerSpec,
  type LayerUse,
  layersOf,
  lookingUp,
  Problem,
  parseArguments,
  type SettingTable,
} from '../../src';
import { addRoute, z } from './routes';

const id = z.string().min(1).max(200);
const query = z.object({
  id,
  type: z.string().regex(/^nn-[a-z]+$/),
  layer: z.string().max(100),
  /** JSON of the form's fields, by name */
  arguments: z.string().max(20_000).transform(parseJson).pipe(z.record(z.string(), z.unknown())),
  /** the nodes that are wired to it in the editor, in the order of the branches */
  from: z
    .string()
    .max(20_000)
    .default('')
    .transform(list => list.split(',').filter(name => name !== '')),
});
type Query = z.infer<typeof query>;

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // refused by the schema, which says what must hold
  }
}

/** How requests from the form of a node type are answered. */
export interface Previewer {
  /** the settings whose values the form sends, of a class where the node has classes */
  table(layer: string): SettingTable;
  /**
   * What the node would do, from its form's values with environment variables filled in, and from what is known to
   * reach it.
   */
  preview(asked: Asked, observedShapes: Canvas['observedShapes']): LayerPreview | Promise<LayerPreview>;
}
export interface Asked extends Pick<Query, 'id' | 'layer' | 'from'> {
  readonly values: Readonly<Record<string, unknown>>;
}
const previewers = new Map<string, Previewer>();

/** GET /tensorwire/layer?id=…&type=nn-dense&layer=Dense&arguments={"units":"32"}&from=… → LayerPreview */
export const layerPreviewRoute =
  (type: string, previewer: Previewer) =>
  (RED: NodeAPI): void => {
    previewers.set(type, previewer);
    addRoute(RED, {
      path: '/tensorwire/layer',
      query,
      permission: 'tensorwire.read',
      async answer(asked, say) {
        const found = await answerTo(RED, asked);
        if ('uses' in found && found.because) return { ...found, because: found.because.map(say) };
        if ('words' in found) return { words: found.words.map(say) };
        return 'problem' in found ? { ...found, problem: say(found.problem) } : found;
      },
    });
  };

async function answerTo(RED: NodeAPI, asked: Query): Promise<LayerPreview> {
  const previewer = previewers.get(asked.type);
  if (!previewer) return { problem: `${asked.type} is no layer`, argument: 'type' };
  try {
    return await (hasVariables(asked) ? deployedPreview : previewOfForm)(RED, previewer, asked);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { argument } = error.details;
    return { problem: error.problem, ...(typeof argument === 'string' && { argument }) };
  }
}

const previewOfForm = async (RED: NodeAPI, { preview }: Previewer, { arguments: values, ...asked }: Query) =>
  preview({ ...asked, values }, canvasOf(RED).observedShapes);

/** The layers of a family. */
export const previewOf = (family: Family): Previewer => {
  const entryOf = (layer: string) => layersOf(family).find(({ className }) => className === layer);
  return {
    table: layer => entryOf(layer)?.arguments ?? {},
    preview({ id, layer: className, from, values }, observedShapes) {
      const entry = entryOf(className);
      if (!entry) return { problem: `there is no layer ${className}`, argument: 'layer' };
      const layer = { id, className, label: className, args: parseArguments(entry.arguments, values) };
      return usesOf(observedShapes.inputsOf(id, from, family === 'merge').map(arriving => useOf(layer, arriving)));
    },
  };
};

/** Nothing is known if nothing arrives. */
export const usesOf = (uses: readonly LayerUse[]): LayerPreview =>
  uses.length === 0 ? { unknown: 'input' } : { uses };

export function useOf(layer: LayerSpec, arriving: readonly Arriving[]): LayerUse {
  const [, read] = lookingUp(layer, arriving);
  const { shape, parameters } = describeCall(layer, arriving);
  return {
    inputs: read.map(({ shape }) => shape!),
    output: shape!,
    parameters: parameters!,
    multiplyAdds: costOfCall(layer, arriving)!,
  };
}

/** `${NAME}`, and `$(NAME)`, which Node-RED also accepts. */
const isVariable = (value: unknown): boolean => typeof value === 'string' && /^\$(\{\S+\}|\(\S+\))$/.test(value);
const hasVariables = ({ arguments: raw }: Query): boolean => Object.values(raw).some(isVariable);

/**
 * A form with environment variables is answered only if the node is deployed with exactly these fields, and only for
 * what reaches it there: then the answer says no more than the node's status. With any other field or input, a user
 * could find out the content of a variable.
 */
async function deployedPreview(RED: NodeAPI, previewer: Previewer, asked: Query): Promise<LayerPreview> {
  const values = deployedValues(RED, previewer, asked);
  if (values === null) return { unknown: 'environment' };
  const { observedShapes } = canvasOf(RED);
  const deployed = await previewer.preview({ ...asked, values, from: [] }, observedShapes);
  const wired = await previewer.preview({ ...asked, values }, observedShapes);
  return JSON.stringify(deployed) === JSON.stringify(wired) ? deployed : { unknown: 'environment' };
}

/** The values of a deployed node whose configuration equals the form; null: there is none. */
function deployedValues(
  RED: NodeAPI,
  { table }: Previewer,
  { id, layer, arguments: raw }: Query,
): Readonly<Record<string, unknown>> | null {
  let config: Readonly<Record<string, unknown>> | undefined;
  RED.nodes.eachNode(node => {
    if (node.id === id) config = { ...node };
  });
  // The template of a subflow stands for all its instances, whose values may differ.
  const live = [...canvasOf(RED).members.values()].filter(node => node.id === id || node.id.endsWith(`-${id}`));
  const [node, ...others] = live;
  const same = others.every(({ settings }) => JSON.stringify(settings) === JSON.stringify(node?.settings));
  // The settings of a rejected node have not been checked.
  if (!config || !node || node.role === 'unseen' || !same) return null;
  const known = node.settings as Readonly<Record<string, unknown>>;
  if ((known.layer ?? '') !== layer) return null;
  const settings = table(layer);
  const isDeployed = ([name, value]: [string, unknown]): boolean => {
    if (isVariable(value)) return config?.[name] === value;
    const setting = settings[name]!;
    const checked = isBlank(value) ? setting.default : setting.parse(value, name);
    return JSON.stringify(checked) === JSON.stringify(known[name]);
  };
  const asDeployed = Object.entries(raw).every(entry => Object.hasOwn(settings, entry[0]) && isDeployed(entry));
  return asDeployed ? Object.fromEntries(Object.keys(raw).map(name => [name, known[name]])) : null;
}
