import { choice, configNode, defineSettings, flag, integer, messagePath, number, text } from '../../src';
import { span } from '../shared/span-setting';

export default defineSettings({
  group: 'use',
  inputs: 1,
  outputs: 2,
  properties: {
    model: text('reference'),
    rate: number({ min: 0.01, max: 1000, default: 1 }),
    per: choice(['day', 'week', 'month'], 'week'),
    atLeast: integer({ min: 1, max: 1000, default: 1 }),
    hold: span(1),
    adapt: flag(false),
    store: configNode('nn-store'),
    maxKeys: integer({ min: 1, max: 1_000_000, default: 10_000 }),
    context: text(),
    property: messagePath('payload'),
    result: messagePath('payload'),
  },
  more: ['adapt', 'store', 'maxKeys', 'context', 'property', 'result'],
  sidebar: ['models'],
  label: ['model'],
});
