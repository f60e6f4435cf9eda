import {
  choice,
  configNode,
  defineSettings,
  EXPLANATION_METHODS,
  FORMS,
  integer,
  LANGUAGES,
  names,
  text,
  when,
} from '../../src';

const ofRows = ['auto', 'shapley', 'expected-gradients', 'integrated-gradients'];

export default defineSettings({
  group: 'use',
  inputs: 1,
  outputs: 1,
  properties: {
    method: choice(EXPLANATION_METHODS, 'auto'),
    model: text('reference'),
    on: choice(['test', 'validation', 'train'], 'test'),
    target: text(),
    label: when({ method: [...ofRows, 'dependence', 'counterfactual'] }, text()),
    columns: when({ method: ['dependence', 'counterfactual'] }, names()),
    reasons: when({ method: ofRows }, integer({ min: 0, max: 1000, default: 3 })),
    as: choice(['value', ...FORMS], 'value'),
    language: choice(['auto', ...LANGUAGES], 'auto'),
    store: configNode('nn-store'),
    engine: configNode('nn-engine'),
  },
  more: ['language', 'store', 'engine'],
  label: ['method'],
});
