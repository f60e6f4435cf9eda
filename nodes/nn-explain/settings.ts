import {
  choice,
  configNode,
  defineSettings,
  EXPLANATION_METHODS,
  FORMS,
  integer,
  LANGUAGES,
  names,
  optionalInteger,
  text,
  when,
} from '../../src';

const ofPlaces = ['grad-cam', 'occlusion'];
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
    label: when({ method: [...ofRows, 'dependence', 'counterfactual', ...ofPlaces] }, text()),
    columns: when({ method: ['dependence', 'counterfactual', ...ofPlaces] }, names()),
    layer: when({ method: ['grad-cam'] }, text()),
    patch: when({ method: ['occlusion'] }, optionalInteger({ min: 1 })),
    reasons: when({ method: ofRows }, integer({ min: 0, max: 1000, default: 3 })),
    as: choice(['value', ...FORMS], 'value'),
    language: choice(['auto', ...LANGUAGES], 'auto'),
    store: configNode('nn-store'),
    engine: configNode('nn-engine'),
  },
  more: ['language', 'store', 'engine'],
  reports: true,
  label: ['method'],
});
