import type { NetworkSpec } from '../spec';
import { snake } from './layer';

/**
 * A name for each layer, by its id, that files of other programs accept (Keras, TensorFlow.js, ONNX): its label in letters,
 * digits, `_`, `.` and `-`, with a number behind it where two layers have one label.
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
