import { messageOf, TensorwireError } from '../errors';
import type { Dim, Shape } from '../graph/types';

/** Node-RED's status: what stands under a node on the canvas. */
export interface Status {
  readonly fill?: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  readonly shape?: 'ring' | 'dot';
  readonly text?: string;
}

export const ready = (text: string): Status => ({ fill: 'green', shape: 'dot', text });
export const waiting = (text: string): Status => ({ fill: 'grey', shape: 'ring', text });
export const busy = (text: string): Status => ({ fill: 'blue', shape: 'dot', text });
/** It stands under the node whose error it is: there it need not say who speaks. */
export function problem(error: unknown): Status {
  const text = error instanceof TensorwireError ? error.problem : messageOf(error);
  const status: Status = { fill: 'red', shape: 'ring', text: shorten(text) };
  whole.set(status, text);
  return status;
}

/** The sentences of those that are shortened. */
const whole = new WeakMap<Status, string>();

/** The same status in another language, which needs the whole sentence. */
export function sayStatus(status: Status, say: (text: string) => string): Status {
  if (status.text === undefined) return status;
  return { ...status, text: shorten(say(whole.get(status) ?? status.text)) };
}

/** What does not fit beside other nodes the editor cuts; the whole message goes to catch nodes and the log. */
const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

const count = (n: number): string => n.toLocaleString('en-US');

/** `26×26×32 · 320`: the shape of one row of a layer's output, and the layer's parameters where it has any. */
export function layerStatus(shape: Shape | null, parameters: number | null): Status {
  const size = shape === null ? '?' : shape.slice(1).map(dim).join('×') || '1';
  return shape === null ? waiting(size) : ready(parameters ? `${size} · ${count(parameters)}` : size);
}
const dim = (d: Dim): string => String(d);
