import assert from 'node:assert/strict';
import { check, listOf } from '../../src/editor/check';
import type { Field } from '../../src/editor/form';
import { isVisible } from '../../src/settings';

const field = (rest: Partial<Field> & Pick<Field, 'widget'>): Field =>
  ({ property: 'x', default: '', ...rest }) as unknown as Field;

describe('fields of a form', () => {
  const rightAndWrong: [string, Field, unknown[], [unknown, string][]][] = [
    [
      'a whole number with a least value',
      field({ widget: 'number', integer: true, min: 1 }),
      [1, '32', ' 7 ', '1e3', '', '$' + '{UNITS}'],
      [
        ['0', 'integerAtLeast'],
        ['1.5', 'integerAtLeast'],
        ['many', 'integerAtLeast'],
        [-3, 'integerAtLeast'],
        ['$UNITS', 'integerAtLeast'],
      ],
    ],
    [
      'a number in a range',
      field({ widget: 'number', min: 0, max: 1 }),
      ['0', '0.5', 1],
      [
        ['1.01', 'numberFromTo'],
        ['-0.1', 'numberFromTo'],
        ['Infinity', 'numberFromTo'],
        ['NaN', 'numberFromTo'],
      ],
    ],
    ['any number', field({ widget: 'number' }), ['-1e-7'], [['1,5', 'number']]],
    [
      'a shape',
      field({ widget: 'shape' }),
      ['28, 28', '[28,28,1]', '5', '', [3, 2], '28 × 28'],
      [
        ['28,', 'shape'],
        ['0', 'shape'],
        ['-1', 'shape'],
        ['a, b', 'shape'],
        ['2.5', 'shape'],
      ],
    ],
    ['a shape with one size left open', field({ widget: 'shape', min: -1 }), ['-1, 3'], [['-2', 'shape']]],
    [
      'a path in the message',
      field({ widget: 'property', required: {} }),
      ['payload', 'payload.a[0].b', 'payload["a b"]'],
      [
        ['', 'required'],
        ['a b', 'property'],
        ['a..b', 'property'],
      ],
    ],
    ['one of some options', field({ widget: 'select', options: ['a', 'b'] }), ['a'], [['c', 'option']]],
    [
      'some of some options',
      field({ widget: 'choices', options: ['a', 'b'] }),
      ['auto', 'a,b', ['a'], ''],
      [['a,c', 'option']],
    ],
    [
      'an initializer with numbers',
      field({ widget: 'part', list: 'initializers' }),
      [
        'Zeros',
        'VarianceScaling(1, fan_in, distribution=untruncated_normal)',
        'RandomNormal(stddev=0.1)',
        'L2(0.01)',
        'L1L2(l1=1e-3, l2=0)',
      ],
      [
        ['RandomNormal(big)', 'part'],
        ['VarianceScaling(mode=fan_up)', 'part'],
        ['L2(l2=x)', 'part'],
      ],
    ],
    [
      'the name of a model',
      field({ widget: 'text', pattern: 'reference' }),
      ['penguins', 'penguins@champion', 'penguins:3', '企鹅'],
      [
        ['../secret', 'reference'],
        ['a/b', 'reference'],
        ['a@', 'reference'],
      ],
    ],
  ];
  for (const [title, shown, right, wrong] of rightAndWrong)
    it(`${title} is told from what is not`, () => {
      for (const value of right) assert.equal(check(shown, value), null, JSON.stringify(value));
      for (const [value, key] of wrong) assert.equal(check(shown, value)?.key, key, JSON.stringify(value));
    });

  it('a message holds nothing that means something to HTML or to a translation', () => {
    const value = `<img src=x onerror="a('b')"> &amp; {{c}} __d__ $t(e)`;
    for (const shown of [
      field({ widget: 'select', options: ['a'] }),
      field({ widget: 'choices', options: ['a'] }),
      field({ widget: 'number' }),
      field({ widget: 'shape' }),
      field({ widget: 'property' }),
      field({ widget: 'part', list: 'initializers' }),
      field({ widget: 'text', pattern: 'reference' }),
    ])
      assert.doesNotMatch(Object.values(check(shown, value)?.values ?? {}).join(' '), /[<>&'(){}$]|__/);
    assert.equal(check(field({ widget: 'select', options: ['a'] }), 'onnx-2 x')?.values?.value, 'onnx-2 x');
  });

  it('a list is read from text and from arrays', () => {
    assert.deepEqual(listOf(' a, b ,'), ['a', 'b']);
    assert.deepEqual(listOf(['a']), ['a']);
    assert.deepEqual(listOf(undefined), []);
  });

  it('a field is hidden unless one of its conditions holds as a whole', () => {
    const conditional = field({ widget: 'text', visibleWhen: [{ source: ['file'], on: ['true'] }, { by: ['time'] }] });
    const shown = (values: Record<string, unknown>) => isVisible(conditional, name => values[name]);
    assert.equal(shown({ source: 'file', on: true }), true);
    assert.equal(shown({ source: 'file', on: false }), false);
    assert.equal(shown({ source: 'payload', on: true }), false);
    assert.equal(shown({ source: 'payload', by: 'time' }), true);
  });

  it('a field must not be empty where its condition holds', () => {
    const column = field({ widget: 'names', single: true, required: { by: ['column'] } });
    const by = (way: string) => check(column, '', () => way)?.key ?? null;
    assert.deepEqual([by('column'), by('time')], ['required', null]);
  });
});
