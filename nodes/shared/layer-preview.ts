import type { NodeAPI } from 'node-red';
import {
  type Arriving,
  type Canvas,
  canvasOf,
  costOfCall,
  describeCall,
  type Family,
  type LayerSpec,
  layersOf,
  lookingUp,
  type NodeConfig,
  parseArguments,
  TensorwireError,
} from '../../src';
import { addRoute, z } from './routes';

type Shape = NonNullable<Arriving['shape']>;

/** What a layer will do with the arguments that a form holds: the answer of /tensorwire/layer. */
export type LayerPreview =
  /** what it does with each set of inputs that reaches it */
  | { readonly uses: readonly Use[] }
  /** not known yet: what reaches it, what an environment variable holds that is not deployed here, or which target is its */
  | { readonly unknown: 'input' | 'environment' | 'target' }
  /** why it would be refused */
  | { readonly problem: string; readonly argument?: string };
export interface Use {
  /** none where a network begins */
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly parameters: number;
  /** for one row */
  readonly multiplyAdds: number;
  /** how categories are read, where that is decided by what follows */
  readonly encoding?: 'one-hot' | 'index';
}

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
    return undefined;
  }
}

/** What a node would do: by its form's values, environment variables filled in, and what is known to reach it. */
export type Preview = (asked: Asked, sights: Canvas['sights']) => LayerPreview;
export interface Asked extends Pick<Query, 'id' | 'layer' | 'from'> {
  readonly values: Readonly<Record<string, unknown>>;
}
const previews = new Map<string, Preview>();

/** GET /tensorwire/layer?id=…&type=nn-dense&layer=Dense&arguments={"units":"32"}&from=… → Outcome */
export const layerPreviewRoute =
  (type: string, preview: Preview) =>
  (RED: NodeAPI): void => {
    previews.set(type, preview);
    addRoute(RED, {
      path: '/tensorwire/layer',
      query,
      permission: 'tensorwire.read',
      answer(asked, say) {
        const outcome = outcomeOf(RED, asked);
        return 'problem' in outcome ? { ...outcome, problem: say(outcome.problem) } : outcome;
      },
    });
  };

function outcomeOf(RED: NodeAPI, asked: Query): LayerPreview {
  const preview = previews.get(asked.type);
  if (!preview) return { problem: `${asked.type} is no layer`, argument: 'type' };
  try {
    const values = withEnvironment(RED, asked);
    return values === null ? { unknown: 'environment' } : preview({ ...asked, values }, canvas(RED).sights);
  } catch (error) {
    if (!(error instanceof TensorwireError)) throw error;
    const { argument } = error.details;
    return { problem: error.problem, ...(typeof argument === 'string' && { argument }) };
  }
}
const canvas = (RED: NodeAPI): Canvas => canvasOf(RED as unknown as Parameters<typeof canvasOf>[0]);

/** The layers of a family. */
export const previewOf =
  (family: Family): Preview =>
  ({ id, layer: className, from, values }, sights) => {
    const entry = layersOf(family).find(entry => entry.className === className);
    if (!entry) return { problem: `there is no layer ${className}`, argument: 'layer' };
    const layer = { id, className, label: className, args: parseArguments(entry.arguments, values, className) };
    return usesOf(sights.inputsOf(id, from, family === 'merge').map(arriving => useOf(layer, arriving)));
  };

/** Nothing is known where nothing arrives. */
export const usesOf = (uses: readonly Use[]): LayerPreview => (uses.length === 0 ? { unknown: 'input' } : { uses });

export function useOf(layer: LayerSpec, arriving: readonly Arriving[]): Use {
  const [, read] = lookingUp(layer, arriving);
  const { shape, parameters } = describeCall(layer, arriving);
  return {
    inputs: read.map(({ shape }) => shape!),
    output: shape!,
    parameters: parameters!,
    multiplyAdds: costOfCall(layer, arriving)!,
  };
}

const variable = /^\$\{\S+\}$/;

/**
 * The arguments with environment variables filled in: only those that are deployed just so, whose values the node has been
 * given anyway. Any other could be asked for here to learn what it holds. Null: there is one that is not known.
 */
function withEnvironment(RED: NodeAPI, { id, layer, arguments: raw }: Query): Record<string, unknown> | null {
  const variables = Object.entries(raw).filter(([, value]) => typeof value === 'string' && variable.test(value));
  if (variables.length === 0) return raw;
  let config: NodeConfig | undefined;
  RED.nodes.eachNode(node => {
    if (node.id === id) config = node as unknown as NodeConfig;
  });
  const { members } = canvas(RED);
  const live = members.get(id) ?? [...members.values()].find(member => member.id.endsWith(`-${id}`));
  const known = live?.settings as Readonly<Record<string, unknown>> | undefined;
  const filled = { ...raw };
  for (const [name, value] of variables) {
    if (config?.[name] !== value || (known?.layer ?? '') !== layer || known?.[name] === undefined) return null;
    filled[name] = known[name];
  }
  return filled;
}
