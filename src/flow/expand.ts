/**
 * Expands the deployed configuration into the nodes that run and the wires between them.
 * Node-RED keeps subflows as templates. At run time each instance has its own copy of the template's nodes, with the
 * ids `instance-node` (nested: `outer-inner-node`). Disabled nodes and tabs do not run. A wire to an instance leads to
 * the nodes that the template's input is wired to; a wire to a template's output leads to the nodes that the instance
 * is wired to.
 */

/** The part of a node's configuration that is needed here, as `RED.nodes.eachNode` gives it. */
export interface NodeConfig {
  readonly id: string;
  readonly type: string;
  /** the tab or subflow template that contains it */
  readonly z?: string;
  /** disabled */
  readonly d?: boolean;
  readonly wires?: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}

export interface RunningNode {
  /** id at run time */
  readonly id: string;
  readonly config: NodeConfig;
  /** run-time id of the subflow instance that contains it; '' on a tab */
  readonly instance: string;
  /** per output, the run-time ids of the receiving nodes */
  readonly wires: readonly (readonly string[])[];
}

export interface RunningFlow {
  readonly nodes: ReadonlyMap<string, RunningNode>;
  /** the subflow instances with their configurations */
  readonly instances: ReadonlyMap<string, { readonly config: NodeConfig; readonly instance: string }>;
}

interface Port {
  readonly id: string;
  readonly port?: number;
}
interface Placed {
  readonly config: NodeConfig;
  readonly instance: string;
}

const NOT_RUNNING = new Set(['tab', 'subflow', 'group', 'comment', 'global-config']);
const template = (config: NodeConfig): string | null =>
  config.type.startsWith('subflow:') ? config.type.slice('subflow:'.length) : null;
const inside = (instance: string, id: string): string => (instance === '' ? id : `${instance}-${id}`);
const list = <T>(value: unknown): readonly T[] => (Array.isArray(value) ? value : []);

/** Pure: does not need Node-RED. 3,000 nodes take some ten milliseconds. */
export function expand(configs: readonly NodeConfig[]): RunningFlow {
  const templates = new Map(configs.filter(c => c.type === 'subflow').map(c => [c.id, c]));
  const disabledTabs = new Set(configs.filter(c => c.type === 'tab' && c.disabled === true).map(c => c.id));
  const onCanvas = new Map<string, NodeConfig[]>();
  for (const config of configs) {
    if (NOT_RUNNING.has(config.type)) continue;
    const z = config.z !== undefined && templates.has(config.z) ? config.z : '';
    if (z === '' && config.z !== undefined && disabledTabs.has(config.z)) continue;
    const together = onCanvas.get(z);
    if (together) together.push(config);
    else onCanvas.set(z, [config]);
  }

  const placed = new Map<string, Placed>();
  const instances = new Map<string, Placed>();
  const place = (z: string, instance: string, within: readonly string[]): void => {
    for (const config of onCanvas.get(z) ?? []) {
      if (config.d === true) continue;
      const id = inside(instance, config.id);
      const name = template(config);
      if (name === null) placed.set(id, { config, instance });
      else if (templates.has(name) && !within.includes(name)) {
        instances.set(id, { config, instance });
        place(name, id, [...within, name]);
      }
    }
  };
  place('', '', []);

  const templateOf = ({ config }: Placed): NodeConfig => templates.get(template(config)!)!;
  const outputs = (of: NodeConfig) => list<{ wires: readonly Port[] }>(of.out).map(o => list<Port>(o.wires));

  /** The nodes that a message to `id` reaches: `id` itself, or the nodes after an instance's input. */
  const entries = (id: string, seen: ReadonlySet<string> = new Set()): string[] => {
    if (placed.has(id)) return [id];
    const instance = instances.get(id);
    if (!instance || seen.has(id)) return [];
    const of = templateOf(instance);
    const through = new Set([...seen, id]);
    const input = list<{ wires: readonly Port[] }>(of.in)[0];
    const inner = list<Port>(input?.wires).flatMap(w => entries(inside(id, w.id), through));
    // An input wired directly to an output.
    const straight = outputs(of).flatMap((wires, k) =>
      wires.some(w => w.id === of.id) ? leads(instance, k, through) : [],
    );
    return [...inner, ...straight];
  };

  /** The targets of output `port` of a node: its own wires, and those of the instance whose outputs it feeds. */
  const leads = ({ config, instance }: Placed, port: number, seen?: ReadonlySet<string>): string[] => {
    const own = (config.wires?.[port] ?? []).flatMap(to => entries(inside(instance, to), seen));
    const around = instances.get(instance);
    if (!around) return own;
    const outer = outputs(templateOf(around)).flatMap((wires, k) =>
      wires.some(w => w.id === config.id && (w.port ?? 0) === port) ? leads(around, k, seen) : [],
    );
    return [...own, ...outer];
  };

  const links = linksOf(configs);
  const nodes = new Map<string, RunningNode>();
  for (const [id, node] of placed) {
    const { config, instance } = node;
    const count = Math.max(config.wires?.length ?? 0, outputCount(instance, config));
    let wires = Array.from({ length: count }, (_, port) => leads(node, port));
    if (config.type === 'link out' && config.mode !== 'return')
      wires = [(links.get(config.id) ?? []).map(to => inside(instance, to)).filter(to => placed.has(to))];
    nodes.set(id, { id, config, instance, wires });
  }
  return { nodes, instances };

  /** A template may use an output of a node that has no wires of its own. */
  function outputCount(instance: string, config: NodeConfig): number {
    const around = instances.get(instance);
    if (!around) return 0;
    const ports = outputs(templateOf(around))
      .flat()
      .filter(w => w.id === config.id)
      .map(w => (w.port ?? 0) + 1);
    return Math.max(0, ...ports);
  }
}

/** link out → link in; either end may store the link. */
function linksOf(configs: readonly NodeConfig[]): Map<string, string[]> {
  const links = new Map<string, string[]>();
  const join = (from: string, to: string) => {
    const known = links.get(from) ?? [];
    if (!known.includes(to)) links.set(from, [...known, to]);
  };
  for (const config of configs) {
    if (config.type === 'link out') for (const to of list<string>(config.links)) join(config.id, to);
    if (config.type === 'link in') for (const from of list<string>(config.links)) join(from, config.id);
  }
  return links;
}

/**
 * The link in node of a link call: one in the same subflow instance, else one on a tab. null: chosen by each message,
 * or missing.
 */
export function callee(flow: RunningFlow, call: RunningNode): string | null {
  if (call.config.linkType === 'dynamic') return null;
  const target = typeof call.config.links === 'string' ? call.config.links : list<string>(call.config.links)[0];
  if (target === undefined) return null;
  const near = inside(call.instance, target);
  return [near, target].find(id => flow.nodes.get(id)?.config.type === 'link in') ?? null;
}
