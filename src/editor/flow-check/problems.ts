import { order } from '../palette';
import type { WiredNode, Wiring } from './wiring';

/** What is missing in a flow of the canvas, found without running it, and how to fix it. */
export interface FlowProblem {
  /** the key of its sentence, `flowCheck.<key>` */
  readonly key: 'noTarget' | 'noOutput' | 'noModel' | 'lostModel';
  readonly node: WiredNode;
  /** the property in whose field it is told */
  readonly property?: 'target' | 'model';
  readonly fix: Fix;
}
export type Fix =
  /** its dialog asks for what is missing */
  | { readonly kind: 'edit' }
  | { readonly kind: 'wire'; readonly from: WiredNode; readonly to: WiredNode }
  /** an output node between these layers and the node */
  | { readonly kind: 'output'; readonly layers: readonly WiredNode[] };

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Nodes of Node-RED that pass on, or make, messages without a Model. What others send, nobody knows here. */
const WITHOUT_MODEL: readonly string[] = [
  ...['inject', 'http in', 'mqtt in', 'file in', 'csv', 'json', 'split', 'batch', 'sort', 'delay', 'rbe', 'junction'],
];
/** Activations of a last layer; a number may end in any of them, a class only in some. */
const LAST: readonly string[] = ['softmax', 'sigmoid', 'linear', 'exponential', 'softplus'];
const LAYERS = order.slice(order.indexOf('nn-input'), order.indexOf('nn-output')) as readonly string[];

const isOn = ({ d }: WiredNode): boolean => d !== true;

/** What is missing on the whole canvas. Only what is surely wrong is told: a function node may bring anything. */
export const flowProblems = (wiring: Wiring): FlowProblem[] =>
  wiring.nodes.filter(isOn).flatMap(node => {
    const problem = problemOf(node, wiring);
    return problem === null ? [] : [problem];
  });

/** What is missing at one node; null: nothing that can be told here. */
export function problemOf(node: WiredNode, wiring: Wiring): FlowProblem | null {
  if (node.type === 'nn-dataset') return noTarget(node, wiring);
  if (node.type === 'nn-predict') return noModel(node, wiring);
  return node.type === 'nn-train' ? (noOutput(node, wiring) ?? lostModel(node, wiring)) : null;
}

/**
 * Records of a message may come with their targets; a file has columns only. Of series without target and horizon, what
 * is normal is learned.
 */
function noTarget(node: WiredNode, wiring: Wiring): FlowProblem | null {
  const isRead = node.source === 'file' || node.source === 'example';
  const isNormal = String(node.series) === 'true' && isBlank(node.horizon);
  if (!isRead || isNormal || !isBlank(node.target) || !wiring.after(node).some(({ type }) => type === 'nn-train'))
    return null;
  return { key: 'noTarget', node, property: 'target', fix: { kind: 'edit' } };
}

/** An environment variable may hold anything. */
const isOpen = (value: unknown): boolean => typeof value === 'string' && value.includes('${');

/**
 * May a network end in this layer? A number may come of any activation, and of what merges several networks, so that only
 * layers with more than one output are told.
 */
function mayEnd({ type, activation, units }: WiredNode): boolean {
  if (type === 'nn-activation' || type === 'nn-merge' || Number(units) === 1 || isOpen(units)) return true;
  return type === 'nn-dense' && (LAST.includes(String(activation ?? 'linear')) || isOpen(activation));
}

/** The last layer is one that ends no network. */
function noOutput(node: WiredNode, wiring: Wiring): FlowProblem | null {
  const layers = wiring.into(node).map(({ source }) => source);
  const open = layers.filter(layer => LAYERS.includes(layer.type) && !mayEnd(layer));
  return open.length === 0 ? null : { key: 'noOutput', node, fix: { kind: 'output', layers: open } };
}

function noModel(node: WiredNode, wiring: Wiring): FlowProblem | null {
  const before = wiring.before(node);
  if (!isBlank(node.model) || !isBlank(node.server) || before.length === 0) return null;
  const mayBring = before.some(({ source, sourcePort }) => {
    const { type } = source;
    if (type === 'nn-train') return sourcePort === 0;
    if (type === 'inject') return namesModel(source);
    return type === 'nn-model' || !(WITHOUT_MODEL.includes(type) || type.startsWith('nn-'));
  });
  if (mayBring) return null;
  const trains = wiring.nodes.filter(({ type, z }) => type === 'nn-train' && z === node.z);
  const fix: Fix = trains.length === 1 ? { kind: 'wire', from: trains[0]!, to: node } : { kind: 'edit' };
  return { key: 'noModel', node, property: 'model', fix };
}

/** An inject node may set `msg.model`, the name of a stored model. */
const namesModel = ({ props }: WiredNode): boolean =>
  Array.isArray(props) && props.some((prop: unknown) => (prop as { readonly p?: unknown } | null)?.p === 'model');

/** Nobody gets the model, and it has no name in the store. */
function lostModel(node: WiredNode, wiring: Wiring): FlowProblem | null {
  if ((!isBlank(node.name) && node.save !== false) || wiring.outOf(node, 0).length > 0) return null;
  const open = wiring.nodes.filter(({ type, z, model }) => type === 'nn-predict' && z === node.z && isBlank(model));
  const fix: Fix = open.length === 1 ? { kind: 'wire', from: node, to: open[0]! } : { kind: 'edit' };
  return { key: 'lostModel', node, fix };
}
