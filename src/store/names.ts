import { badArgument, TensorwireError } from '../errors';

/** A version of a model: by number, by alias, or, with neither, the one in use. */
export interface Reference {
  readonly name: string;
  readonly version?: number;
  readonly alias?: string;
}

/** `name@latest` is the highest version; it cannot be moved. */
export const LATEST = 'latest';

const MAX_LENGTH = 64;
/** Names become folders and files: letters and digits of any script, and `_`, `-`, `.` and space inside. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} _.-]*[\p{L}\p{M}\p{N}_-])?$/u;
/** Windows reserves these for devices, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;

/**
 * The name in Unicode normal form, or an error that says which names are allowed. It can never leave the store's
 * folder.
 */
export function checkName(name: unknown, argument: 'name' | 'alias' = 'name'): string {
  const text = typeof name === 'string' ? name.normalize('NFC') : '';
  const valid = text.length <= MAX_LENGTH && Buffer.byteLength(text) <= 3 * MAX_LENGTH && NAME.test(text);
  if (!valid || RESERVED.test(text))
    throw badArgument(
      argument,
      `1 to ${MAX_LENGTH} letters, digits, spaces, ".", "_" or "-", begin with a letter or digit, and not be reserved by the system`,
      name,
    ).about('store');
  return text;
}

export function checkAlias(alias: unknown): string {
  const text = checkName(alias, 'alias');
  if (text.toLowerCase() === LATEST)
    throw new TensorwireError('store', `the alias ${LATEST} always means the highest version and cannot be given`, {
      argument: 'alias',
    });
  return text;
}

export function checkVersion(version: unknown): number {
  const number = typeof version === 'string' && /^\d+$/.test(version) ? Number(version) : version;
  if (!Number.isSafeInteger(number) || (number as number) < 1)
    throw badArgument('version', 'a whole number of at least 1', version).about('store');
  return number as number;
}

/** `name`, `name@alias` or `name:version`. */
export function parseReference(reference: unknown): Reference {
  if (typeof reference !== 'string')
    throw badArgument('model', 'a name, name@alias or name:version', reference).about('store');
  const [, name, mark, rest] = /^([^@:]*)([@:]?)(.*)$/s.exec(reference.trim())!;
  const checked = checkName(name);
  if (mark === ':') return { name: checked, version: checkVersion(rest) };
  if (mark === '@') return { name: checked, alias: checkName(rest, 'alias') };
  return { name: checked };
}

/** The reference as users write it. */
export function formatReference({ name, version, alias }: Reference): string {
  if (version !== undefined) return `${name}:${version}`;
  return alias === undefined ? name : `${name}@${alias}`;
}
