import { choice, configNode, defineSettings, FORMS, LANGUAGES, number, text, when } from '../../src';

/** The cost of a mistake, for choosing the threshold between two classes. */
const cost = () => number({ min: 0, default: 1 });

export default defineSettings({
  group: 'use',
  inputs: 1,
  outputs: 1,
  properties: {
    on: choice(['test', 'validation', 'train', 'payload'], 'test'),
    against: text('reference'),
    as: choice(['report', ...FORMS], 'report'),
    language: when({ as: [...FORMS] }, choice(['auto', ...LANGUAGES], 'auto')),
    falseAlarmCost: cost(),
    missCost: cost(),
    store: configNode('nn-store'),
  },
  more: ['against', 'language', 'falseAlarmCost', 'missCost', 'store'],
  reports: true,
  label: ['on'],
});
