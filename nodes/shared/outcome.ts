import type { NodeAPI } from 'node-red';
import {
  type Arriving,
  canvasOf,
  costOfCall,
  describeCall,
  type Family,
  type LayerEntry,
  layersOf,
  type NodeConfig,
  parseArguments,
  TensorwireError,
} from '../../src';
import { addRoute, z } from './routes';

type Shape = NonNullable<Arriving['shape']>;

/** What a layer will do with the arguments that a form holds: the answer of /tensorwire/layer. */
export type Outcome =
  /** what it does with each set of inputs that reaches it */
  | { readonly uses: readonly Use[] }
  /** not known yet: the shape of its input, or what an environment variable holds that is not deployed here */
  | { readonly unknown: 'input' | 'environment' }
  /** why it would be refused, in English */
  | { readonly problem: string; readonly argument?: string };
export interface Use {
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly parameters: number;
  /** for one row */
  readonly multiplyAdds: number;
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

/** GET /tensorwire/layer?id=…&type=nn-dense&layer=Dense&arguments={"units":"32"}&from=… → Outcome */
export const outcomeRoute = (RED: NodeAPI): void =>
  addRoute(RED, {
    path: '/tensorwire/layer',
    query,
    permission: 'tensorwire.read',
    answer: asked => outcomeOf(RED, asked),
  });

function outcomeOf(RED: NodeAPI, asked: Query): Outcome {
  const family = asked.type.replace(/^nn-/, '') as Family;
  const entry = layersOf(family).find(({ className }) => className === asked.layer);
  if (!entry) return { problem: `there is no layer ${asked.layer}`, argument: 'layer' };
  const { sights } = canvasOf(RED as unknown as Parameters<typeof canvasOf>[0]);
  try {
    const raw = withEnvironment(RED, asked, entry);
    if (raw === null) return { unknown: 'environment' };
    const layer = {
      id: asked.id,
      className: entry.className,
      label: asked.layer,
      args: parseArguments(entry.arguments, raw, asked.layer),
    };
    const inputs = sights.inputsOf(asked.id, asked.from, family === 'merge');
    return inputs.length === 0 ? { unknown: 'input' } : { uses: inputs.map(arriving => useOf(layer, arriving)) };
  } catch (error) {
    if (!(error instanceof TensorwireError)) throw error;
    const { argument } = error.details;
    return { problem: error.problem, ...(typeof argument === 'string' && { argument }) };
  }
}

function useOf(layer: Parameters<typeof describeCall>[0], arriving: readonly Arriving[]): Use {
  const { shape, parameters } = describeCall(layer, arriving);
  return {
    inputs: arriving.map(({ shape }) => shape!),
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
function withEnvironment(
  RED: NodeAPI,
  { id, arguments: raw }: Query,
  entry: LayerEntry,
): Record<string, unknown> | null {
  const variables = Object.entries(raw).filter(([, value]) => typeof value === 'string' && variable.test(value));
  if (variables.length === 0) return raw;
  let config: NodeConfig | undefined;
  RED.nodes.eachNode(node => {
    if (node.id === id) config = node as unknown as NodeConfig;
  });
  const { members } = canvasOf(RED as unknown as Parameters<typeof canvasOf>[0]);
  const live = members.get(id) ?? [...members.values()].find(member => member.id.endsWith(`-${id}`));
  const known = live?.settings as Readonly<Record<string, unknown>> | undefined;
  const filled = { ...raw };
  for (const [name, value] of variables) {
    if (config?.[name] !== value || known?.layer !== entry.className || known[name] === undefined) return null;
    filled[name] = known[name];
  }
  return filled;
}
