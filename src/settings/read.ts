import { badArgument } from '../errors';
import { holds, isBlank, isVisible, type Settings, type SettingTable } from './setting';

/**
 * The properties of a node's configuration by this table, checked. Blank ones get their default, and so do those that
 * the form hides. Throws a Problem that names the property, what was expected and what came.
 */
export function readSettings<T extends SettingTable>(table: T, config: Readonly<Record<string, unknown>>): Settings<T> {
  const given = (name: string) => {
    const value = config[name];
    if (isBlank(value)) return table[name]?.default;
    return typeof value === 'string' ? value.trim() : value; // an environment variable may have spaces around it
  };
  const entries = Object.entries(table).map(([name, setting]) => {
    const value = config[name];
    if (!isVisible(setting, given)) return [name, setting.default];
    const parsed = isBlank(value) ? setting.default : setting.parse(value, name);
    const { required } = setting;
    // Text of spaces only is blank too, after parsing.
    if (required && isBlank(parsed) && holds(required.where ?? {}, given))
      throw badArgument(name, required.expected, '');
    return [name, parsed];
  });
  return Object.fromEntries(entries) as Settings<T>;
}
