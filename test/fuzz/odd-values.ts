import { runInNewContext } from 'node:vm';

/** Unexpected values that a flow may put into a message. Each is made for each use. */
export type Odd = readonly [name: string, make: () => unknown];

const nested = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
  let nest: unknown = 1;
  for (let i = 0; i < depth; i++) nest = wrap(nest);
  return nest;
};
const thrower = (): never => {
  throw new Error('boom');
};
const everyTrap = new Proxy({}, { get: () => thrower });
const KINDS = ['Tensor', 'Dataset', 'Network', 'Optimizer', 'Model', 'Report', 'DataReport'];

/** An object with the brand of a value of this palette. */
const forged = (kind: string, layout: unknown, own: object = {}): object =>
  Object.assign(Object.create({ [Symbol.for(`tensorwire.${kind}`)]: layout }), own);
class Hollow {
  get [Symbol.toStringTag](): string {
    return 'TensorwireBody';
  }
}

const plain: readonly Odd[] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['NaN', () => Number.NaN],
  ['-0', () => -0],
  ['Infinity', () => Number.POSITIVE_INFINITY],
  ['1e308', () => 1e308],
  ['true', () => true],
  ['a BigInt', () => 2n ** 70n],
  ['a symbol', () => Symbol('s')],
  ['a function', () => () => 1],
  ['a class', () => class A {}],
  ['an empty string', () => ''],
  ['a text', () => 'hello'],
  ['half a character', () => '\ud800'],
  ['half a JSON', () => '{"a":'],
  ['a JSON text', () => '[{"a":1},{"a":2}]'],
  ['a CSV with a header', () => 'a,b\n'],
  ['a text with a NUL', () => 'a\0b'],
];

const objects: readonly Odd[] = [
  ['an empty object', () => ({})],
  ['an object without prototype', () => Object.assign(Object.create(null), { a: 1 })],
  [
    'an object with odd keys',
    () => JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3, "": 4, "length": 1e9}'),
  ],
  ['keys of a prototype', () => ({ constructor: 'constructor', hasOwnProperty: 1, valueOf: 2, toJSON: 3 })],
  [
    'an object that is its own part',
    () => {
      const circle: Record<string, unknown> = { a: 1 };
      circle.self = circle;
      return circle;
    },
  ],
  [
    'an object of 500 other keys',
    () => Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`another key ${i}`, i])),
  ],
  ['a key of 100,000 characters', () => ({ ['k'.repeat(1e5)]: 1 })],
  ['objects 5,000 deep', () => nested(5000, inner => ({ inner }))],
  ['a getter that throws', () => Object.defineProperty({ b: 1 }, 'a', { enumerable: true, get: thrower })],
  ['a proxy that throws at everything', () => new Proxy({}, everyTrap)],
  [
    'a proxy that was revoked',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  ],
  [
    'a conversion that throws',
    () => ({ valueOf: thrower, toString: thrower, toJSON: thrower, [Symbol.toPrimitive]: thrower }),
  ],
  ['a date', () => new Date(0)],
  ['a date that is none', () => new Date(Number.NaN)],
  ['a regular expression', () => /x/],
  ['a Map', () => new Map([['a', 1]])],
  ['a Set', () => new Set([1])],
  ['a WeakMap', () => new WeakMap()],
  ['a promise', () => Promise.resolve(1)],
  ['an error', () => new Error('an error')],
  ['an object of another realm', () => runInNewContext('({ a: [1, 2], b: new Date(0) })')],
  ['features and targets that are nothing', () => ({ features: null, targets: undefined })],
  [
    'features in a circle',
    () => {
      const features: Record<string, unknown> = {};
      features.features = features;
      return { features, targets: [1] };
    },
  ],
];

const arrays: readonly Odd[] = [
  ['an empty array', () => []],
  ['an array of empty arrays', () => [[], []]],
  ['an array of nothing', () => [null, undefined, null]],
  ['holes only', () => new Array(5)],
  [
    'an array of 4 billion holes',
    () => {
      const holes: unknown[] = [];
      holes[2 ** 32 - 2] = 1;
      return holes;
    },
  ],
  [
    'an array that is its own part',
    () => {
      const circle: unknown[] = [1];
      circle.push(circle);
      return circle;
    },
  ],
  ['arrays 20,000 deep', () => nested(20_000, inner => [inner])],
  ['a ragged array', () => [[1, 2], [3]]],
  ['an array of everything', () => [1, 'a', null, [], {}, () => 1, Symbol('s'), 1n]],
  ['an element that throws', () => Object.defineProperty([1, 2], 0, { enumerable: true, get: thrower })],
  ['a proxy of an array that throws', () => new Proxy([1, 2], everyTrap)],
  [
    'a revoked proxy in an array',
    () => {
      const { proxy, revoke } = Proxy.revocable([], {});
      revoke();
      return [proxy];
    },
  ],
  ['a length that throws', () => new Proxy([1], { get: (_, key) => (key === 'length' ? thrower() : 1) })],
  ['numbers beyond float32', () => [1e39, -1e39]],
  ['too many columns', () => [new Array(1e5).fill(1)]],
  ['an array with names', () => Object.assign([1, 2], { a: 1 })],
];

const bytes: readonly Odd[] = [
  ['an empty Buffer', () => Buffer.alloc(0)],
  ['a Buffer of zeros', () => Buffer.alloc(100)],
  ['a Buffer of noise', () => Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 97) % 256))],
  ['a zip that is none', () => Buffer.from('PK\x03\x04 and so on')],
  ['half a UTF-16', () => Buffer.from('fffe41', 'hex')],
  ['an ArrayBuffer', () => new ArrayBuffer(8)],
  ['a SharedArrayBuffer', () => new SharedArrayBuffer(8)],
  ['a DataView', () => new DataView(new ArrayBuffer(8))],
  ['a Float64Array of NaN', () => Float64Array.of(Number.NaN, 1)],
  ['an empty Float32Array', () => new Float32Array(0)],
  ['a BigInt64Array', () => BigInt64Array.of(1n, 2n)],
  [
    'a typed array whose memory is gone',
    () => {
      const array = new Float32Array(8);
      structuredClone(array.buffer, { transfer: [array.buffer] });
      return array;
    },
  ],
  ['a Buffer as JSON makes it', () => ({ type: 'Buffer', data: ['a', {}, -1, 1e9] })],
  ['a Buffer as JSON that never ends', () => ({ type: 'Buffer', data: { length: 1e15 } })],
];

const values: readonly Odd[] = KINDS.flatMap(
  kind =>
    [
      [`the mark of a ${kind} alone`, () => forged(kind, 1)],
      [`a ${kind} of the future`, () => forged(kind, 2)],
      [`a ${kind} with an odd layout`, () => forged(kind, { valueOf: thrower })],
      [`a ${kind} with an empty body`, () => forged(kind, 1, { body: {}, spec: {}, shape: [2], rows: 3, model: 'm' })],
      [
        `a ${kind} with a hollow body`,
        () => forged(kind, 1, { body: new Hollow(), shape: [2], dtype: 'float32', rows: 0 }),
      ],
      [
        `a ${kind} whose shape is too large`,
        () => forged(kind, 1, { shape: [2 ** 40], dtype: 'float32', buffer: new SharedArrayBuffer(4) }),
      ],
      [`a ${kind} whose body throws`, () => Object.defineProperty(forged(kind, 1), 'body', { get: thrower })],
    ] satisfies Odd[],
);

const summaries: readonly Odd[] = [
  ['the summary of a Model', () => ({ model: 'm', version: 3, task: 'binary', parameters: 1, created: '2024-01-01' })],
  ['the summary of a Model without a name', () => ({ model: {}, version: [], task: 1, parameters: 1, created: 1 })],
  ['the summary of a Dataset', () => ({ dataset: 'd', rows: 1, columns: {}, targets: [] })],
  ['the summary of a Tensor', () => ({ tensor: 'float32', shape: [2], first: [1, 2] })],
];

export const odd: readonly Odd[] = [...plain, ...objects, ...arrays, ...bytes, ...values, ...summaries];

/** Each of them as a cell, a row, a column, features and targets. */
export const oddTables: readonly Odd[] = odd.flatMap(
  ([name, make]) =>
    [
      [
        `${name} as a cell`,
        () => [
          { a: 1, b: 'x' },
          { a: make(), b: 'y' },
        ],
      ],
      [`${name} as the first cell`, () => [{ a: make() }, { a: 1 }]],
      [
        `${name} in a row`,
        () => [
          [1, make()],
          [2, 3],
        ],
      ],
      [`${name} as a row`, () => [{ a: 1 }, make()]],
      [`${name} as a record`, () => [make()]],
      [`${name} as features`, () => ({ features: make(), targets: [1, 0] })],
      [`${name} as targets`, () => ({ features: [[1], [2]], targets: make() })],
    ] satisfies Odd[],
);
