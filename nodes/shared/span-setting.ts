import { badArgument, type Setting, type Span, spanOf, text } from '../../src';

/** Steps, or a time such as 24h; null for an empty field. `least`: the smallest size */
export const span = (least: number): Setting<Span | null> => ({
  ...text(),
  default: null,
  parse(value, name) {
    if (typeof value !== 'string' && typeof value !== 'number')
      throw badArgument(name, 'a number of steps, or a time such as 30min, 24h, 7d, 3mo or P1D', value);
    return spanOf(name, String(value), least);
  },
});
