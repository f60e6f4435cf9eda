import { type Argument, badArgument } from '../../src';

/** One property of a node: its default, and how what the form or a flow file gives is parsed and checked. */
export type Setting<T = unknown> = Pick<Argument<T>, 'default' | 'parse'>;
export type SettingTable = Readonly<Record<string, Setting>>;
export type Settings<T extends SettingTable> = {
  readonly [K in keyof T]: T[K] extends Setting<infer V> ? V : never;
};

export function text(byDefault = ''): Setting<string> {
  return {
    default: byDefault,
    parse(value, subject, name) {
      if (typeof value === 'string') return value.trim();
      if (typeof value === 'number') return String(value);
      throw badArgument(subject, name, 'text', value);
    },
  };
}

/** The id of a configuration node; '' for none. */
export const configNode = text;

/** A path in a message, `payload.rows`. */
export function messagePath(byDefault: string): Setting<string> {
  const { parse } = text();
  return {
    default: byDefault,
    parse(value, subject, name) {
      const path = parse(value, subject, name);
      // What every object has: a value that is written there is written into all objects of Node-RED.
      if (/(^|[.[\]"'])(__proto__|constructor|prototype)(?=$|[.[\]"'])/.test(path))
        throw badArgument(subject, name, 'a path in the message, as in payload.values', path);
      return path;
    },
  };
}

/** The same setting, or null where it is left blank. */
export function optional<T>(setting: Setting<T>): Setting<T | null> {
  return {
    default: null,
    parse: (value, subject, name) => (value === null ? null : setting.parse(value, subject, name)),
  };
}

/** Names, as an array or separated by commas; empty by default. */
export function names(): Setting<readonly string[]> {
  return {
    default: [],
    parse(value, subject, name) {
      const parts = typeof value === 'string' ? value.split(',') : value;
      if (!Array.isArray(parts) || !parts.every(part => typeof part === 'string'))
        throw badArgument(subject, name, 'a name or a list of names', value);
      return parts.map(part => part.trim()).filter(part => part !== '');
    },
  };
}

/** Passed on as it is: its reader checks it. */
export function anything(byDefault: unknown = null): Setting<unknown> {
  return { default: byDefault, parse: value => value };
}

/** The table's properties of a node's configuration, checked; missing and blank ones get their default. */
export function readSettings<T extends SettingTable>(
  table: T,
  config: Readonly<Record<string, unknown>>,
  subject: string,
): Settings<T> {
  const entries = Object.entries(table).map(([name, setting]) => {
    const value = config[name];
    return [name, value === undefined || value === '' ? setting.default : setting.parse(value, subject, name)];
  });
  return Object.fromEntries(entries) as Settings<T>;
}
