import {
  AGGREGATES,
  badArgument,
  COLUMN_TYPES,
  type ColumnHint,
  DATE_FORMATS,
  SCALINGS,
  type Setting,
} from '../../src';

const HINTS: Readonly<Record<string, readonly unknown[]>> = {
  type: COLUMN_TYPES,
  scaling: SCALINGS,
  decimal: ['.', ','],
  date: DATE_FORMATS,
  aggregate: AGGREGATES,
};

/** `auto`, or a list of { name, type, scaling, decimal, date, aggregate } (also as JSON, from an environment variable). */
export const columnHints: Setting<readonly ColumnHint[]> = {
  form: { widget: 'columns' },
  default: [],
  parse(value, name) {
    if (value === 'auto' || value === null) return [];
    const list: unknown = typeof value === 'string' ? parseJson(value) : value;
    const isSet = (word: unknown) => word !== undefined && word !== 'auto';
    const right = (hint: unknown): hint is ColumnHint => {
      const said = (hint ?? {}) as Record<string, unknown>;
      const known = Object.entries(HINTS).every(([key, words]) => !isSet(said[key]) || words.includes(said[key]));
      return typeof said.name === 'string' && said.name !== '' && known;
    };
    if (!Array.isArray(list) || !list.every(right)) {
      const words = Object.entries(HINTS).map(([key, known]) => `${key} (${known.join(' ')})`);
      throw badArgument(name, `auto or a list of { name, … } with ${words.join(', ')}`, value);
    }
    return list.map(({ name, type, scaling, decimal, date, aggregate }) => ({
      name,
      ...(isSet(type) && { type }),
      ...(isSet(scaling) && { scaling }),
      ...(isSet(decimal) && { decimal }),
      ...(isSet(date) && { date }),
      ...(isSet(aggregate) && { aggregate }),
    }));
  },
};

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined; // the caller says what was expected
  }
}
