import { getHeapStatistics } from 'node:v8';
import { Problem } from '../errors';
import { limits } from '../graph/limits';
import type { Shape } from '../graph/types';
import { elements } from '../shape';

/** Refuses a tensor of more elements than the limits allow, before it is allocated. */
export function checkElements(shape: Shape): void {
  const amount = elements(shape as readonly number[]);
  const most = limits().elements;
  if (amount <= most) return;
  throw new Problem(
    `a tensor of shape [${shape.join(', ')}] would have ${amount} elements, at most ${most} are allowed: choose smaller sizes, or raise tensorwire.limits.elements in Node-RED's settings.js`,
    { limit: 'elements', received: amount },
  );
}

/** Bytes of an element in a JavaScript array, and of an array itself. */
const ELEMENT = 8;
const ARRAY = 64;

/**
 * Nested arrays are in the JavaScript heap, and Node-RED ends when that is full: they may take half of what is left.
 */
export function checkNested(shape: Shape): void {
  const sizes = shape as readonly number[];
  const count = elements(sizes);
  const arrays = sizes.slice(0, -1).reduce(({ all, here }, d) => ({ all: all + here * d, here: here * d }), {
    all: 1,
    here: 1,
  }).all;
  const bytes = count * ELEMENT + arrays * ARRAY;
  const { heap_size_limit: most, used_heap_size: used } = getHeapStatistics();
  const free = Math.max(0, Math.floor((most - used) / 2));
  if (bytes <= free) return;
  throw new Problem(
    `nested arrays of shape [${shape.join(', ')}] would take ${bytes} bytes of Node-RED's heap, ${free} can be used: give it as a typed array or a Buffer`,
    { received: bytes, limit: free },
  );
}
