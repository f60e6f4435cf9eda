import type { NodeAPI } from 'node-red';
import { Dataset, Network, Optimizer, Problem } from '../../src';
import { noNetwork } from './static-message';

/** What messages between nodes hold. Other properties pass through untouched. */
export interface Message {
  _msgid: string;
  payload?: unknown;
  topic?: string;
  network?: unknown;
  optimizer?: unknown;
  dataset?: unknown;
  model?: unknown;
  [property: string]: unknown;
}

/** The network of a message; throws, with the remedy, if there is none. */
export function networkOf(message: Message): Network {
  if (message.network === undefined || message.network === null) throw noNetwork();
  return Network.expect(message.network, 'msg.network');
}

/** The dataset that a message is about: its payload, or the one that came along with a model. */
export function datasetOf(message: Message): Dataset {
  if (Dataset.is(message.payload)) return message.payload;
  return Dataset.expect(message.dataset ?? message.payload, message.dataset ? 'msg.dataset' : 'msg.payload');
}

export function optimizerOf(message: Message): Optimizer | null {
  return message.optimizer === undefined || message.optimizer === null
    ? null
    : Optimizer.expect(message.optimizer, 'msg.optimizer');
}

/** A property of the message itself: `payload`. */
const plain = /^[A-Za-z_$][\w$]*$/;

/** The value at a path of the message, `payload.rows[0]`. */
export function read(RED: NodeAPI, message: Message, path: string): unknown {
  const at = path || 'payload';
  // as Node-RED reads it, without its parser
  if (plain.test(at)) return Object.hasOwn(message, at) ? message[at] : undefined;
  try {
    return RED.util.getMessageProperty(message, at);
  } catch {
    throw new Problem(`msg.${path} cannot be read from this message`, { argument: path });
  }
}

/** A copy of the message with a value at a path. */
export function write(RED: NodeAPI, message: Message, path: string, value: unknown): Message {
  const at = path || 'payload';
  if (plain.test(at)) return { ...message, [at]: value };
  // Objects on the path are copied, because the message may share them with others.
  const root = at.split(/[.[]/)[0]!;
  const inner = message[root];
  const copy = typeof inner === 'object' && inner !== null ? RED.util.cloneMessage({ inner }).inner : undefined;
  const result = { ...message, ...(copy !== undefined && { [root]: copy }) };
  RED.util.setMessageProperty(result, at, value, true);
  return result;
}
