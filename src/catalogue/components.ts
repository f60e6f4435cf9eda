import { badArgument, Problem } from '../errors';
import type { GraphNode } from '../graph/types';
import { type Argument, parseArguments } from './arguments';
import type {
  ActivationEntry,
  ComponentSpec,
  ConstraintEntry,
  InitializerEntry,
  RegularizerEntry,
  WeightSpec,
} from './entry';
import * as generated from './parts.generated';

/**
 * Arguments that are entries themselves: a layer's activation, and the initializers, regularizers and constraints of
 * its weights.
 */

export const activations: Readonly<Record<string, ActivationEntry>> = generated.activations;
export const initializers: Readonly<Record<string, InitializerEntry>> = generated.initializers;
export const regularizers: Readonly<Record<string, RegularizerEntry>> = generated.regularizers;
export const constraints: Readonly<Record<string, ConstraintEntry>> = generated.constraints;

/** Normalizes names: `GlorotUniform`, `glorotUniform` and `glorot_uniform` are the same. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();
const find = <T>(table: Readonly<Record<string, T>>, name: string): [string, T] | undefined =>
  Object.entries(table).find(([key]) => plain(key) === plain(name));

/** Keras's aliases of functions. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['swish', 'silu'],
  ['hardswish', 'hard_silu'],
]);

/** The key of an activation, `relu`; `leakyRelu`, `leaky_relu` and Keras's aliases are accepted. */
export function activation(byDefault: string): Argument<string> {
  return {
    form: { widget: 'select', options: 'activations' },
    default: byDefault,
    parse(value, name) {
      if (value === null || value === 'none') return 'linear';
      const found = typeof value === 'string' ? find(activations, aliases.get(plain(value)) ?? value) : undefined;
      if (found === undefined) throw badArgument(name, `one of ${Object.keys(activations).join(', ')}`, value);
      return found[0];
    },
    // TensorFlow.js knows silu only as swish, Keras by both names.
    keras: { to: key => (key === 'silu' ? 'swish' : key), from: json => json },
  };
}

/** y = f(x) by the key of the activation. */
export const activate = (key: string, x: GraphNode): GraphNode => activations[key]!.call(x);

/**
 * An initializer: its name, optionally with numbers in parentheses (`RandomNormal(stddev=0.1)`), or className and args.
 */
export function initializer(byDefault: string): Argument<ComponentSpec> {
  return {
    form: { widget: 'select', options: 'initializers' },
    default: { className: byDefault, args: parseArguments(initializers[byDefault]!.arguments, {}) },
    parse: (value, name) => parseComponent(initializers, value, name),
    keras: {
      to: ({ className, args }) =>
        lecun(className) ?? { class_name: className, config: { ...args, ...unseeded(className) } },
      from: json => named(fromKeras(json)),
    },
  };
}

/** A regularizer, written like an initializer (`L2(0.01)`), or null: none. */
export function regularizer(): Argument<ComponentSpec | null> {
  return {
    form: { widget: 'select', options: 'regularizers' },
    default: null,
    parse: (value, name) => (value === null || value === 'none' ? null : parseComponent(regularizers, value, name)),
    keras: {
      // TensorFlow.js has only the class L1L2.
      to: part => (part === null ? null : { class_name: 'L1L2', config: { l1: 0, l2: 0, ...part.args } }),
      from: json => (json === null || json === undefined ? null : simplest(fromKeras(json))),
    },
  };
}

/** A constraint, written like an initializer (`MaxNorm(3)`, with axes `MaxNorm(axis=0×1×2)`), or null: none. */
export function constraint(): Argument<ComponentSpec | null> {
  return {
    form: { widget: 'select', options: 'constraints' },
    default: null,
    parse: (value, name) => (value === null || value === 'none' ? null : parseComponent(constraints, value, name)),
    keras: {
      to: part => part && { class_name: part.className, config: configOf(constraints[part.className]!, part) },
      from: json => (json === null || json === undefined ? null : fromKeras(json)),
    },
  };
}

type PartEntry = Pick<InitializerEntry, 'arguments'>;

/** An entry of a table by its name, with its checked arguments. */
export function parseComponent(
  table: Readonly<Record<string, PartEntry>>,
  value: unknown,
  name: string,
): Required<ComponentSpec> {
  const { className, args, positional } = read(value);
  const found = className === undefined ? undefined : find(table, className);
  if (found === undefined) throw badArgument(name, `one of ${Object.keys(table).join(', ')}`, value);
  const [key, entry] = found;
  const names = Object.keys(entry.arguments);
  if (positional.length > names.length) throw badArgument(name, `${key}(${names.join(', ')})`, value);
  const raw = { ...Object.fromEntries(positional.map((v, i) => [names[i], v])), ...args };
  try {
    return { className: key, args: parseArguments(entry.arguments, raw) };
  } catch (error) {
    throw error instanceof Problem ? error.within(`${name}: ${key}`) : error;
  }
}

/** Reads the notation of a form (`L2(0.01)`, `RandomNormal(stddev=0.1)`) or of a program ({ className, args }). */
function read(value: unknown): {
  className?: string;
  args: Readonly<Record<string, unknown>>;
  positional: readonly string[];
} {
  if (typeof value === 'object' && value !== null) {
    const { className, args } = value as { className?: unknown; args?: unknown };
    const known = typeof args === 'object' && args !== null ? (args as Record<string, unknown>) : {};
    return { className: typeof className === 'string' ? className : undefined, args: known, positional: [] };
  }
  const match = typeof value === 'string' ? /^\s*(\w+)\s*(?:\((.*)\))?\s*$/.exec(value) : null;
  const parts = (match?.[2] ?? '').split(',').filter(part => part.trim() !== '');
  const pairs = parts.map(part => part.split('=').map(side => side.trim()));
  return {
    className: match?.[1],
    args: Object.fromEntries(pairs.filter(pair => pair.length > 1).map(([k, v]) => [k, v])),
    positional: pairs.filter(pair => pair.length === 1).map(([v]) => v!),
  };
}

/** `L2(0.01)`: the notation for forms, labels and summaries. Defaults are left out. */
export function componentText(part: ComponentSpec | null): string {
  if (part === null) return 'none';
  const entry = initializers[part.className] ?? regularizers[part.className] ?? constraints[part.className];
  return textOf(part.className, part.args, entry);
}

/** The same of any entry: `Huber(delta=2)`. */
export function textOf(className: string, args: ComponentSpec['args'] = {}, entry?: PartEntry): string {
  const changed = Object.entries(args)
    .map(([k, v]) => [k, shown(v), shown(entry?.arguments[k]?.default)])
    .filter(([, v, byDefault]) => v !== byDefault);
  return changed.length === 0 ? className : `${className}(${changed.map(([k, v]) => `${k}=${v}`).join(', ')})`;
}

/** Axes as `0×1`, because a comma separates the arguments. */
const shown = (value: unknown): string => (Array.isArray(value) ? value.join('×') : String(value));

/** The initial values of a weight. `uniform` gives seeded numbers in [0, 1). */
export function initialValues(
  part: WeightSpec['initializer'],
  dims: readonly number[],
  uniform: () => number,
): Float32Array {
  if (!('className' in part))
    return Float32Array.from(
      part.flatMap(({ length, initializer }) => [...initialValues(initializer, [length], uniform)]),
    );
  const entry = initializers[part.className]!;
  return entry.values(parseArguments(entry.arguments, part.args ?? {}), dims, uniform);
}

/** The penalty of one weight, a scalar. */
export function penalty(part: ComponentSpec, weight: GraphNode): GraphNode {
  const entry = regularizers[part.className]!;
  return entry.call(parseArguments(entry.arguments, part.args ?? {}), weight);
}

/** A weight after its constraint. */
export function constrained(part: ComponentSpec, weight: GraphNode): GraphNode {
  const entry = constraints[part.className]!;
  return entry.call(parseArguments(entry.arguments, part.args ?? {}), weight);
}

/** The arguments under Keras's names. */
const configOf = (entry: PartEntry, { args = {} }: ComponentSpec): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(entry.arguments).map(([name, { keras }]) => [
      name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
      keras ? keras.to(args[name]) : args[name],
    ]),
  );

/** Random initializers have a seed in Keras and TensorFlow.js; here the seed is the network's. */
const unseeded = (className: string): { seed?: null } =>
  /^(Zeros|Ones|Constant)$/.test(className) ? {} : { seed: null };

function fromKeras(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const { class_name, config } = json as { class_name?: unknown; config?: Record<string, unknown> };
  const { seed: _, ...args } = config ?? {};
  const given = Object.entries(args)
    .filter(([, value]) => value !== null) // Keras 3.15 writes input_axes: null
    .map(([name, value]) => [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]);
  return { className: class_name, args: Object.fromEntries(given) };
}

/** LeCun's initializers have another name in TensorFlow.js than in Keras; both have VarianceScaling, which they are. */
function lecun(className: string): unknown {
  const distribution = { LecunNormal: 'truncated_normal', LecunUniform: 'uniform' }[className];
  return (
    distribution && { class_name: 'VarianceScaling', config: { scale: 1, mode: 'fan_in', distribution, seed: null } }
  );
}

/** TensorFlow.js writes the initializers of Glorot, He and LeCun as VarianceScaling. */
function named(part: unknown): unknown {
  const { className, args } = part as { className?: unknown; args?: Readonly<Record<string, unknown>> };
  if (className !== 'VarianceScaling') return part;
  const { scale, mode, distribution } = args ?? {};
  const families: Readonly<Record<string, string>> = { '1 fan_avg': 'Glorot', '2 fan_in': 'He', '1 fan_in': 'Lecun' };
  const family = families[`${scale} ${mode}`];
  if (family === undefined || distribution === 'untruncated_normal') return part;
  return { className: `${family}${distribution === 'uniform' ? 'Uniform' : 'Normal'}` };
}

/** L1L2 with one factor of zero is L1 or L2. */
function simplest(part: unknown): unknown {
  const { className, args } = part as { className?: unknown; args?: { l1?: unknown; l2?: unknown } };
  if (className !== 'L1L2' || (args?.l1 && args.l2)) return part;
  return args?.l1 ? { className: 'L1', args: { l1: args.l1 } } : { className: 'L2', args: { l2: args?.l2 ?? 0 } };
}
