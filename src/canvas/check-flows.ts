import { Problem, TensorwireError } from '../errors';
import {
  acrossOrigins,
  arrivals,
  expand,
  inOrder,
  type NodeConfig,
  type Role,
  type RunningFlow,
  type RunningNode,
  simulate,
  upstreamFingerprint,
  wiredLoops,
} from '../flow';
import { describeNetwork, LOOP } from '../network';
import type { NetworkSpec } from '../spec';
import type { CanvasNode, StaticMessage } from './canvas-node';
import { layerStatus, problem, recipeStatus, type Status } from './status';
import { statusesAround } from './subflows';

/**
 * The flow check: what can be said about the deployed networks before any data arrive. In this order:
 * 1. Each merge and each training learns which branches to wait for.
 * 2. Layers on a loop get an error.
 * 3. Trainings learn whether anything about them has changed. Work that no node takes over is ended.
 * 4. Datasets are read if they can be, and each layer gets its output shape and parameter count, or its error.
 * The first three happen before this function first awaits, so that no message comes too early for them.
 */
export interface CheckContext {
  /** false after another deploy: the results are out of date */
  stillDeployed(): boolean;
  afterDeploy(): Promise<void>;
  /** the networks at the ends of the flows */
  found(networks: readonly NetworkSpec[]): void;
  /** sets the status of a node that is not a member: an instance or a template of a subflow */
  publish(id: string, status: Status): void;
}

type Members = ReadonlyMap<string, CanvasNode>;

export async function checkFlows(
  configs: readonly NodeConfig[],
  members: Members,
  context: CheckContext,
): Promise<void> {
  if (members.size === 0) return context.afterDeploy();
  const flow = expand(configs);
  const role = (node: RunningNode): Role => members.get(node.id)?.role ?? roleOfOther(node.config);
  tellArrivals(flow, members, role);
  const statuses = loopErrors(flow, members, role);
  for (const member of members.values())
    member.deployed?.(upstreamFingerprint(flow, member.id, id => members.get(id)?.settings));
  await context.afterDeploy();

  await Promise.all(
    [...members].map(([id, member]) => member.describe?.().catch(error => void statuses.set(id, problem(error)))),
  );
  if (!context.stillDeployed()) return;
  for (const [id, status] of networkStatuses(flow, members, role, context.found))
    if (!statuses.has(id)) statuses.set(id, status);
  for (const [id, status] of statuses) members.get(id)?.status(status);
  for (const [id, status] of statusesAround(flow, statuses)) context.publish(id, status);
}

const THROUGH = new Set([
  'junction',
  'link in',
  'link out',
  'delay',
  'debug',
  'rbe',
  'complete',
  'catch',
  'status',
  'inject',
]);
const CARRIED = ['payload', 'network', 'dataset', 'optimizer'];

/** The role of a node of another palette. */
function roleOfOther(config: NodeConfig): Role {
  if (THROUGH.has(config.type)) return 'through';
  if (config.type === 'link call') return config.linkType === 'dynamic' ? 'unseen' : 'through';
  if (config.type === 'change' && Array.isArray(config.rules)) {
    const touched = (config.rules as readonly { p?: unknown; to?: unknown; t?: unknown }[]).flatMap(rule =>
      rule.t === 'move' ? [rule.p, rule.to] : [rule.p],
    );
    return touched.some(p => CARRIED.includes(String(p).split(/[.[]/)[0]!)) ? 'unseen' : 'through';
  }
  return 'unseen';
}

function tellArrivals(flow: RunningFlow, members: Members, role: (node: RunningNode) => Role): void {
  const expected = arrivals(flow, role);
  const wires = new Map<string, number>();
  for (const node of flow.nodes.values()) for (const to of node.wires.flat()) wires.set(to, (wires.get(to) ?? 0) + 1);
  for (const member of members.values())
    member.expect?.(
      inOrder(flow, expected?.get(member.id) ?? [], member.order).map(({ branch }) => branch),
      wires.get(member.id) ?? 0,
    );
}

function loopErrors(flow: RunningFlow, members: Members, role: (node: RunningNode) => Role): Map<string, Status> {
  const found = wiredLoops(flow, node => ['end', 'train'].includes(role(node)));
  const statuses = new Map<string, Status>();
  for (const [id, member] of members) {
    const isLooped = found.has(id) && ['input', 'network', 'layer', 'merge'].includes(member.role);
    member.looped?.(isLooped);
    if (isLooped) statuses.set(id, problem(new TensorwireError('network', LOOP)));
  }
  return statuses;
}

const UNSEEN: StaticMessage = { network: null, pipeline: null, seen: false };

/** Follows the networks themselves through the flow. */
function networkStatuses(
  flow: RunningFlow,
  members: Members,
  role: (node: RunningNode) => Role,
  found: CheckContext['found'],
): Map<string, Status> {
  const errors = new Map<string, unknown>();
  const passed = new Set<string>();
  /** the networks from which each network was made */
  const from = new Map<NetworkSpec, readonly NetworkSpec[]>();

  const attempt = (id: string, before: readonly StaticMessage[], act: () => StaticMessage): StaticMessage => {
    if (before.some(p => !p.seen)) return UNSEEN;
    try {
      const after = act();
      passed.add(id);
      if (after.network && !before.some(p => p.network === after.network))
        from.set(
          after.network,
          // the network of a recipe is a new one, not that of the input before it
          before.flatMap(p => (p.network && (p.network.recipe || !after.network?.recipe) ? [p.network] : [])),
        );
      return after;
    } catch (error) {
      errors.set(atFault(error, members) ?? id, error);
      return UNSEEN;
    }
  };
  const complete = simulate<StaticMessage>(flow, {
    start: { network: null, pipeline: null, seen: true },
    pass(node, passing) {
      const member = members.get(node.id);
      if (!member) return role(node) === 'through' ? passing : UNSEEN;
      if (!member.pass) return role(node) === 'through' ? passing : { ...UNSEEN, seen: true };
      // A dataset or the beginning of a network does not depend on what is before it.
      const { pass } = member;
      const sees =
        passing.seen || ['end', 'input', 'network'].includes(role(node)) ? { ...passing, seen: true } : passing;
      return attempt(node.id, [sees], () => pass.call(member, sees));
    },
    gathers: node => role(node) === 'merge' || role(node) === 'train',
    gather(node, arrived) {
      const member = members.get(node.id)!;
      const branches = acrossOrigins(arrived, p => p.network?.path.join('>') ?? (p.seen ? null : 'unseen'));
      const ordered = inOrder(flow, branches, member.order).map(({ value }) => value);
      return attempt(node.id, ordered, () => member.gather?.(ordered) ?? { ...UNSEEN, seen: true });
    },
  });
  if (!complete) return new Map();

  const statuses = new Map<string, Status>();
  const extended = new Set([...from.values()].flat());
  const explained = new Set<NetworkSpec>();
  const open = [...from.keys()].filter(network => !extended.has(network));
  found([...open]);
  for (let network = open.pop(); network; network = open.pop()) {
    if (explained.has(network)) continue;
    explained.add(network);
    if (network.recipe) statuses.set(network.recipe.node, recipeStatus(network.recipe));
    try {
      for (const [id, { shape, parameters }] of Object.entries(describeNetwork(network).layers))
        statuses.set(id, layerStatus(shape, parameters));
    } catch (error) {
      const layer = atFault(error, members);
      if (layer !== null) errors.set(layer, error);
      open.push(...(from.get(network) ?? []));
    }
  }
  for (const [id, error] of errors) {
    // A message without a network is an error only if no message with a network arrives too.
    const noNetwork = error instanceof Problem && error.details.argument === 'network';
    if (!noNetwork || !passed.has(id)) statuses.set(id, problem(error));
  }
  return statuses;
}

/**
 * The node of the layer that caused the error, if it is not the node that found it. One of several layers of a node has
 * an id that begins with that of the node.
 */
function atFault(error: unknown, members: Members): string | null {
  const layer = error instanceof Problem ? error.details.layer : undefined;
  if (typeof layer !== 'string') return null;
  for (let id = layer; id !== ''; id = id.slice(0, Math.max(0, id.lastIndexOf('-')))) if (members.has(id)) return id;
  return null;
}
