import { layers } from '../../src/catalogue';
import { docstringOf } from './docstring';

/** Keras's name of an argument: `kernel_size`. */
export const kerasArgument = (className: string, name: string): string =>
  className === 'RepeatVector' && name === 'repeats'
    ? 'n'
    : name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

/** Is this a layer of Keras, under the same name? */
export const isOfKeras = (className: string): boolean =>
  docstringOf('layers', className).source.includes(`keras.layers.${className}`);

/** The same layer in Python; undefined for one that Keras does not have. */
export function kerasCall(className: string, args: Readonly<Record<string, unknown>>): string | undefined {
  if (!layers[className] || !isOfKeras(className)) return undefined;
  const given = Object.entries(args).map(([name, value]) => `${kerasArgument(className, name)}=${inPython(value)}`);
  return `keras.layers.${className}(${given.join(', ')})`;
}

function inPython(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null) return 'None';
  return Array.isArray(value) ? `(${value.map(inPython).join(', ')})` : JSON.stringify(value);
}
