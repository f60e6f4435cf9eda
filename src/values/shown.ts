import type { Tensor } from './tensor';

/** Tensors whose summary was made last: a debug sidebar that shows the summary can ask for a picture by its id. */
const shown = new Map<string, Tensor>();
const MOST = 20;
/** All together; a larger one is not kept. */
const MOST_BYTES = 16 * 2 ** 20;

export function remember(tensor: Tensor): void {
  if (tensor.buffer.byteLength > MOST_BYTES) return;
  shown.delete(tensor.id); // it is the newest now
  shown.set(tensor.id, tensor);
  let bytes = [...shown.values()].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  for (const [id, { buffer }] of shown) {
    if (shown.size <= MOST && bytes <= MOST_BYTES) break;
    shown.delete(id);
    bytes -= buffer.byteLength;
  }
}

export const shownTensor = (id: string): Tensor | undefined => shown.get(id);
