import type { ArgumentTable } from '../catalogue/arguments';
import { constraints, initializers, regularizers } from '../catalogue/catalogue';
import { holds } from '../settings/setting';
import type { Field } from './form';

/** What is wrong with a field: a key under `error` of the editor's locale, and the values in its text. */
export interface Problem {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** `${NAME}`: filled in by Node-RED when the flow starts. */
export const ENVIRONMENT = /^\$\{[^}]+\}$/;

/** Does a setting get its value from an environment variable, which only the runtime knows? */
export const dependsOnEnvironment = (settings: Readonly<Record<string, unknown>>): boolean =>
  Object.values(settings).some(value => [value].flat().some(one => typeof one === 'string' && ENVIRONMENT.test(one)));
const path = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*|\[(\d+|"[^"]*"|'[^']*')\])*$/;
const ofEveryObject = /(^|[.[\]"'])(__proto__|constructor|prototype)(?=$|[.[\]"'])/;
const reference = /^[\p{L}\p{N}_][\p{L}\p{N}_. -]*([@:][\p{L}\p{N}_.-]+)?$/u;
const modelName = /^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u;

/** The full check is the runtime's (`rayUrl`). */
const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/**
 * A value that is safe in a message. Node-RED inserts a validator's message as HTML in one place and as text in others.
 * So it contains no character with a meaning in HTML, and no placeholder of a translation.
 */
const quotable = (value: string): string => value.replace(/[^\p{L}\p{N} .,:_-]+|__+/gu, '…').slice(0, 60);

/**
 * Null if a field may have this value. Fields give text; flows made by hand may also hold numbers and lists.
 * @param other the value of another field
 */
export function check(
  field: Field,
  value: unknown,
  other: (property: string) => unknown = () => undefined,
): Problem | null {
  if (typeof value === 'string' && ENVIRONMENT.test(value)) return null;
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0))
    return field.required && holds(field.required, other) ? { key: 'required' } : null;
  switch (field.widget) {
    case 'number':
      return field.orAuto && String(value).trim() === 'auto' ? null : checkNumber(field, Number(value));
    case 'select':
      return field.options.includes(String(value))
        ? null
        : { key: 'option', values: { value: quotable(String(value)) } };
    case 'choices': {
      const unknown = listOf(value).find(v => v !== 'auto' && !field.options.includes(v));
      return unknown === undefined ? null : { key: 'option', values: { value: quotable(unknown) } };
    }
    case 'shape': {
      const sizes = typeof value === 'string' ? value.replace(/^\[|\]$/g, '').split(/[,×]/) : value;
      const form = field.fractions ? /^\s*-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i : /^\s*-?\d+\s*$/;
      const right =
        Array.isArray(sizes) &&
        sizes.every(s => form.test(String(s)) && Number(s) >= (field.min ?? (field.fractions ? -Infinity : 1)));
      return right ? null : { key: field.fractions ? 'number' : 'shape' };
    }
    case 'part': {
      const [, className = '', inner = ''] = /^(\w+)(?:\((.*)\))?$/.exec(String(value).trim()) ?? [];
      const words = wordsOf(field.list, className);
      const right = inner.split(',').every(pair => {
        const [, given = 'wrong'] = /^\s*(?:\w+\s*=)?\s*([-+.\w×]*)\s*$/.exec(pair) ?? [];
        return /^[-+.\deE×]*$/.test(given) || words.includes(given);
      });
      return right ? null : { key: 'part' };
    }
    case 'property':
      return path.test(String(value)) && !ofEveryObject.test(String(value)) ? null : { key: 'property' };
    case 'text':
      if (field.pattern === 'reference' && !reference.test(String(value))) return { key: 'reference' };
      if (field.pattern === 'name' && !modelName.test(String(value))) return { key: 'modelName' };
      if (field.pattern === 'cluster' && !isWebAddress(String(value))) return { key: 'cluster' };
      return null;
    default:
      return null;
  }
}

/** The values that a text argument of a class may have: `fan_in` of VarianceScaling. */
function wordsOf(list: 'initializers' | 'regularizers' | 'constraints', className: string): readonly string[] {
  const classes: Readonly<Record<string, { readonly arguments: ArgumentTable }>> = {
    constraints,
    initializers,
    regularizers,
  }[list];
  if (!Object.hasOwn(classes, className)) return [];
  return Object.values(classes[className]!.arguments).flatMap(({ form }) =>
    form.widget === 'select' && typeof form.options !== 'string' ? form.options : [],
  );
}

function checkNumber({ min, max, integer }: Field & { widget: 'number' }, n: number): Problem | null {
  const right =
    (integer ? Number.isInteger(n) : Number.isFinite(n)) && n >= (min ?? -Infinity) && n <= (max ?? Infinity);
  if (right) return null;
  const kind = integer ? 'integer' : 'number';
  if (min !== undefined && max !== undefined) return { key: `${kind}FromTo`, values: { min, max } };
  if (min !== undefined) return { key: `${kind}AtLeast`, values: { min } };
  return max !== undefined ? { key: `${kind}AtMost`, values: { max } } : { key: kind };
}

/** A list as a node may store it: an array, or text with commas. */
export const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value.map(String) : String(value ?? '').split(',')).map(v => v.trim()).filter(v => v !== '');
