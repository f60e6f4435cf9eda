import { badArgument, Problem } from '../errors';

/**
 * Arguments of catalogue entries. One description gives the parser, the form, the Keras JSON and the help. Form fields
 * and messages give strings or numbers; both are parsed, then checked.
 */
export interface Argument<T = unknown> {
  /** the widget in the form */
  readonly form:
    | {
        readonly widget: 'number';
        readonly min?: number;
        readonly max?: number;
        readonly integer?: boolean;
        /** an empty field follows from the input */
        readonly automatic?: true;
      }
    | { readonly widget: 'checkbox' }
    | {
        readonly widget: 'select';
        readonly options: readonly string[] | 'activations' | 'initializers' | 'regularizers' | 'constraints';
      }
    | { readonly widget: 'shape'; readonly min?: number; readonly fractions?: true }
    | { readonly widget: 'names' };
  readonly default: T;
  parse(value: unknown, name: string): T;
  /** converts the value to Keras's JSON and back (the result is parsed); default: the value itself */
  readonly keras?: {
    to(value: T): unknown;
    from(json: unknown): unknown;
    /** the key written to files, if older readers use another name; both are read */
    readonly name?: string;
    /** in Keras an argument of the layer's call, not of the layer */
    readonly ofCall?: true;
  };
}
export type ArgumentTable = Readonly<Record<string, Argument>>;
export type Arguments<T extends ArgumentTable> = {
  readonly [K in keyof T]: T[K] extends Argument<infer V> ? V : never;
};

/** The largest decay rate of an average: at 1 it would never change. */
export const below1 = 0.9999999;

const toNumber = (value: unknown): number =>
  typeof value === 'string' && value.trim() !== '' ? Number(value) : typeof value === 'number' ? value : Number.NaN;

function range(what: string, min?: number, max?: number): string {
  if (min !== undefined && max !== undefined) return `${what} from ${min} to ${max}`;
  if (min !== undefined) return `${what} of at least ${min}`;
  return max !== undefined ? `${what} of at most ${max}` : what;
}

export function integer(options: { min?: number; max?: number; default: number }): Argument<number> {
  const { min, max } = options;
  return {
    form: { widget: 'number', integer: true, min, max },
    default: options.default,
    parse(value, name) {
      const n = toNumber(value);
      if (!Number.isInteger(n) || n < (min ?? -Infinity) || n > (max ?? Infinity))
        throw badArgument(name, range('a whole number', min, max), value);
      return n;
    },
  };
}

export function number(options: { min?: number; max?: number; default: number }): Argument<number> {
  const { min, max } = options;
  return {
    form: { widget: 'number', min, max },
    default: options.default,
    parse(value, name) {
      const n = toNumber(value);
      if (!Number.isFinite(n) || n < (min ?? -Infinity) || n > (max ?? Infinity))
        throw badArgument(name, range('a number', min, max), value);
      return n;
    },
  };
}

/** The fraction of a target that is spread over all classes, Keras's `label_smoothing`. */
export const labelSmoothing = (): Argument<number> => number({ min: 0, max: 1, default: 0 });

export function flag(byDefault: boolean): Argument<boolean> {
  return {
    form: { widget: 'checkbox' },
    default: byDefault,
    parse(value, name) {
      if (value === true || value === 'true') return true;
      if (value === false || value === 'false') return false;
      throw badArgument(name, 'true or false', value);
    },
  };
}

export function choice<const O extends readonly string[]>(options: O, byDefault: O[number]): Argument<O[number]> {
  return {
    form: { widget: 'select', options },
    default: byDefault,
    parse(value, name) {
      if (typeof value === 'string' && options.includes(value)) return value;
      throw badArgument(name, `one of ${options.join(', ')}`, value);
    },
  };
}

/** A shape without the batch, `28, 28` or [28, 28]; an empty array is a single number per row. null: from the data. */
export function shape(): Argument<readonly number[] | null> {
  return {
    form: { widget: 'shape' },
    default: null,
    parse(value, name) {
      if (value === null) return null;
      const parts = list(value);
      const dims = parts?.map(toNumber);
      if (dims === undefined || dims.some(d => !Number.isInteger(d) || d < 1))
        throw badArgument(name, 'whole numbers of at least 1, as in 28, 28', value);
      return dims;
    },
  };
}

/** A number, or null for an empty field. */
export function optionalNumber(options: { min?: number; max?: number }): Argument<number | null> {
  const given = number({ ...options, default: 0 });
  return {
    form: given.form,
    default: null,
    parse: (value, name) => (value === null ? null : given.parse(value, name)),
  };
}

/** A whole number, or null for an empty field. */
export function optionalInteger(options: { min?: number; max?: number }): Argument<number | null> {
  const given = integer({ ...options, default: 0 });
  return {
    form: given.form,
    default: null,
    parse: (value, name) => (value === null ? null : given.parse(value, name)),
  };
}

/** A whole number, or null for an empty field: it follows from the input. */
export function automaticInteger(options: { min?: number }): Argument<number | null> {
  return { ...optionalInteger(options), form: { widget: 'number', integer: true, ...options, automatic: true } };
}

/** Whole numbers, `1, 2` or [1, 2]. With `length`, a single number is repeated to that length. */
export function integers(options: {
  min?: number;
  length?: number;
  default: readonly number[];
}): Argument<readonly number[]> {
  const { min = Number.MIN_SAFE_INTEGER, length } = options;
  return {
    form: { widget: 'shape', min },
    default: options.default,
    parse(value, name) {
      const given = list(value)?.map(toNumber);
      const numbers = length !== undefined && given?.length === 1 ? Array(length).fill(given[0]!) : given;
      const right = numbers?.every(n => Number.isInteger(n) && n >= min);
      if (!right || numbers === undefined || (length !== undefined && numbers.length !== length))
        throw badArgument(name, range(`${length ?? ''} whole numbers`.trim(), options.min), value);
      return numbers;
    },
  };
}

/** Numbers, `0.1, 0.01` or [0.1, 0.01]. */
export function numbers(options: { min?: number; default: readonly number[] }): Argument<readonly number[]> {
  const { min } = options;
  return {
    form: { widget: 'shape', min, fractions: true },
    default: options.default,
    parse(value, name) {
      const given = list(value)?.map(toNumber);
      if (!given?.every(n => Number.isFinite(n) && n >= (min ?? -Infinity)))
        throw badArgument(name, range('numbers', min), value);
      return given;
    },
  };
}

/** Names of columns, `age, income` or an array. null: all columns. */
export function columns(): Argument<readonly string[] | null> {
  return {
    form: { widget: 'names' },
    default: null,
    parse(value, name) {
      if (value === null) return null;
      const names = list(value)?.map(part => (typeof part === 'string' ? part.trim() : part));
      if (!names?.every((part): part is string => typeof part === 'string' && part !== ''))
        throw badArgument(name, 'a list of column names', value);
      return names.length === 0 ? null : names;
    },
  };
}

/** An array, or the parts of `a, b`, `a × b` and `[a, b]`. */
function list(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === 'number') return [value];
  if (typeof value !== 'string') return undefined;
  const inner = value.trim().replace(/^\[(.*)\]$/, '$1');
  return inner === '' ? [] : inner.split(/[,×]/);
}

/** The argument with another form in files. */
export const inFiles = <T>(argument: Argument<T>, keras: NonNullable<Argument<T>['keras']>): Argument<T> => ({
  ...argument,
  keras,
});

/** The arguments of a table, taken from an object that also holds other properties (a node's configuration). */
export function argumentsIn(
  table: ArgumentTable,
  object: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const given = Object.keys(table).filter(name => Object.hasOwn(object, name) && object[name] !== undefined);
  return Object.fromEntries(given.map(name => [name, object[name]]));
}

/** Checks raw arguments. Missing ones get their default, unknown ones are an error. */
export function parseArguments<T extends ArgumentTable>(
  table: T,
  raw: Readonly<Record<string, unknown>>,
): Arguments<T> {
  const unknown = Object.keys(raw).find(k => !Object.hasOwn(table, k));
  if (unknown !== undefined)
    throw new Problem(`has no argument ${unknown}; it has ${Object.keys(table).join(', ') || 'none'}`, {
      argument: unknown,
    });
  const given = argumentsIn(table, raw);
  const parsed = Object.entries(table).map(([name, argument]) => {
    const value = given[name];
    return [name, value === undefined || value === '' ? argument.default : argument.parse(value, name)];
  });
  return Object.fromEntries(parsed) as Arguments<T>;
}
