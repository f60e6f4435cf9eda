import type { NetworkSpec } from '../spec';
import { snake } from './layer';

/**
 * A unique name for each layer, by its id, that other programs' files accept (Keras, TensorFlow.js, ONNX): its label in
 * letters, digits, `_`, `.` and `-`, with a number appended if two layers have the same label.
 */
export function uniqueNames(spec: NetworkSpec): Record<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, label, className } of spec.layers) {
    const plain = label.replaceAll(/[^\w.-]+/g, '_').replace(/^[^A-Za-z0-9]+|_+$/g, '') || snake(className);
    let name = plain;
    for (let i = 1; taken.has(name); i++) name = `${plain}_${i}`;
    taken.add(name);
    names.set(id, name);
  }
  return Object.fromEntries(names);
}
