import {
  badArgument,
  choice,
  defineSettings,
  integer,
  messagePath,
  number,
  optionalInteger,
  type Setting,
  tensors,
  when,
  withTexts,
} from '../../src';

/** Whole numbers, `28, -1` or [28, -1]; null if empty. `min`: the smallest that the form accepts. */
const places = (min: number): Setting<readonly number[] | null> => ({
  form: { widget: 'shape', min },
  default: null,
  parse(value, name) {
    const parts: unknown =
      typeof value === 'string'
        ? value
            .trim()
            .replace(/^\[|\]$/g, '')
            .split(',')
        : [value].flat();
    const numbers = (parts as unknown[]).map(part => (part === '' ? Number.NaN : Number(part)));
    if (!numbers.every(n => Number.isInteger(n) && n >= -1))
      throw badArgument(name, 'whole numbers of at least −1, as in 28, −1', value);
    return numbers;
  },
});

const ACTIONS = ['from array', 'to array', 'reshape', 'slice', 'stack', 'scale', 'one-hot'] as const;
/** A setting that belongs to certain actions. */
const by = <T>(actions: (typeof ACTIONS)[number][], setting: Setting<T>): Setting<T> =>
  when({ action: actions }, setting);

export default defineSettings({
  group: 'data',
  inputs: 1,
  outputs: 1,
  properties: {
    action: choice(ACTIONS, 'from array'),
    dtype: by(['from array'], withTexts('names', choice(['float32', 'int32', 'bool'], 'float32'))),
    format: by(['from array'], withTexts('names', choice(tensors.byteFormats, 'float32'))),
    shape: by(['from array', 'reshape'], places(-1)),
    as: by(['to array'], choice(['nested', 'typed', 'buffer'], 'nested')),
    begin: by(['slice'], places(0)),
    size: by(['slice'], places(-1)),
    axis: by(['stack'], integer({ default: 0 })),
    scale: by(['scale'], number({ default: 1 })),
    offset: by(['scale'], number({ default: 0 })),
    depth: by(['one-hot'], optionalInteger({ min: 1 })),
    property: messagePath('payload'),
    result: messagePath('payload'),
  },
  label: ['action'],
});
