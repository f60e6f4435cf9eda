import { messageOf, Problem } from '../errors';
import type { Dim, Shape } from '../graph/types';
import type { RecipeUse } from '../spec';

/** Node-RED's status, shown under a node on the canvas. */
export interface Status {
  readonly fill?: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  readonly shape?: 'ring' | 'dot';
  readonly text?: string;
}

export const ready = (text: string): Status => ({ fill: 'green', shape: 'dot', text });
export const waiting = (text: string): Status => ({ fill: 'grey', shape: 'ring', text });
export const busy = (text: string): Status => ({ fill: 'blue', shape: 'dot', text });
/** The status is shown under the node that failed, so it need not name the node. */
export function problem(error: unknown): Status {
  const text = error instanceof Problem ? error.problem : messageOf(error);
  const status: Status = { fill: 'red', shape: 'ring', text: shorten(text) };
  whole.set(status, text);
  return status;
}

/** The full sentences of shortened statuses. */
const whole = new WeakMap<Status, string>();

/** The same status in another language, translated from the full sentence. */
export function sayStatus(status: Status, say: (text: string) => string): Status {
  if (status.text === undefined) return status;
  return { ...status, text: shorten(say(whole.get(status) ?? status.text)) };
}

/** The editor cuts off what does not fit; catch nodes and the log get the whole message. */
const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

const count = (n: number): string => n.toLocaleString('en-US');

/**
 * `26×26×32 · 320 weights`, `64 outputs`: the shape of one row of a layer's output, and how many weights it has if any.
 */
export function layerStatus(shape: Shape | null, parameters: number | null): Status {
  if (shape === null) return waiting('?');
  const size = sizeText(shape.slice(1));
  return ready(parameters ? `${size} · ${parameters === 1 ? '1 weight' : `${count(parameters)} weights`}` : size);
}

/** For a row of numbers, what it is to the next layer; with more axes, their lengths say more. */
function sizeText(row: readonly Dim[]): string {
  const [first = 1, ...others] = row;
  if (others.length > 0) return row.map(dim).join('×');
  return first === 1 ? '1 output' : `${typeof first === 'number' ? count(first) : dim(first)} outputs`;
}

/** `table · 3 networks`: what a recipe chose for the data, where they are known. */
export const recipeStatus = ({ key, found }: RecipeUse): Status =>
  found ? ready(`${key} · ${found.label}`) : waiting(key);
const dim = (d: Dim): string => String(d);
