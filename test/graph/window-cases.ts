import {
  averagePool,
  type Convolution,
  conv,
  convInputGradient,
  convKernelGradient,
  maxPool,
  type Shape,
} from '../../src/graph';
import type { Case } from './cases';

/** Windows of one to three axes with strides, padding, dilations and groups that leave something over at the end. */
const windows: readonly [name: string, spatial: number[], window: number[], Partial<Convolution>][] = [
  ['1-D', [5], [3], {}],
  ['1-D, causal and dilated', [6], [2], { pads: [[2, 0]], dilations: [2] }],
  ['1-D, stride 2 that leaves one over', [6], [3], { strides: [2] }],
  [
    '2-D, padding',
    [3, 4],
    [3, 2],
    {
      pads: [
        [1, 1],
        [0, 1],
      ],
    },
  ],
  [
    '2-D, strides and padding',
    [5, 4],
    [3, 3],
    {
      strides: [2, 3],
      pads: [
        [0, 1],
        [1, 1],
      ],
    },
  ],
  ['2-D, dilations', [5, 4], [2, 2], { dilations: [3, 2] }],
  ['2-D, groups', [3, 3], [2, 2], { groups: 2 }],
  [
    '3-D, all of it',
    [3, 4, 2],
    [2, 2, 2],
    {
      strides: [1, 2, 1],
      pads: [
        [1, 0],
        [0, 1],
        [0, 1],
      ],
      groups: 2,
    },
  ],
];

const CHANNELS = 2;
const FILTERS = 4;

const convolution = windows.flatMap(([name, spatial, window, options]): Case[] => {
  const x: Shape = ['N', CHANNELS, ...spatial];
  const w: Shape = [FILTERS, CHANNELS / (options.groups ?? 1), ...window];
  const at = (i: number) => ({
    s: options.strides?.[i] ?? 1,
    p: options.pads?.[i] ?? [0, 0],
    d: options.dilations?.[i] ?? 1,
  });
  const out = spatial.map(
    (n, i) => Math.floor((n + at(i).p[0] + at(i).p[1] - (window[i]! - 1) * at(i).d - 1) / at(i).s) + 1,
  );
  const dy: Shape = ['N', FILTERS, ...out];
  return [
    { name: `conv, ${name}`, inputs: [x, w], call: (a, b) => conv(a!, b!, options) },
    {
      name: `convInputGradient, ${name}`,
      inputs: [dy, w],
      call: (a, b) => convInputGradient(a!, b!, spatial, options),
    },
    {
      name: `convKernelGradient, ${name}`,
      inputs: [x, dy],
      call: (a, b) => convKernelGradient(a!, b!, window, options),
    },
  ];
});

const pool: readonly Case[] = [
  ...(
    [
      ['1-D', [5], [2], {}],
      ['1-D, overlapping', [5], [3], { strides: [1], pads: [[1, 1]] }],
      ['2-D', [4, 4], [2, 2], {}],
      [
        '2-D, overlapping',
        [3, 4],
        [2, 3],
        {
          strides: [1, 2],
          pads: [
            [0, 1],
            [1, 1],
          ],
        },
      ],
      ['3-D', [2, 2, 3], [2, 2, 2], { strides: [1, 1, 1] }],
      [
        '2-D, windows of many elements',
        [3, 4],
        [9, 8],
        {
          strides: [1, 2],
          pads: [
            [4, 4],
            [3, 4],
          ],
        },
      ],
    ] as const
  ).flatMap(([name, spatial, window, options]): Case[] => [
    { name: `maxPool, ${name}`, inputs: [['N', 2, ...spatial]], call: x => maxPool(x!, window, options) },
    { name: `averagePool, ${name}`, inputs: [['N', 2, ...spatial]], call: x => averagePool(x!, window, options) },
  ]),
];

export const windowCases: readonly Case[] = [...convolution, ...pool];
