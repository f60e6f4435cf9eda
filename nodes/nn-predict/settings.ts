import {
  choice,
  configNode,
  defineSettings,
  flag,
  integer,
  messagePath,
  optionalNumber,
  optionalShare,
  text,
  when,
} from '../../src';

/** Outputs that can carry confidence; a tensor of raw numbers cannot. */
const answers = { output: ['scores', 'label'] };

export default defineSettings({
  group: 'use',
  inputs: 1,
  outputs: 1,
  secondOutput: 'route',
  properties: {
    model: text('reference'),
    store: configNode('nn-store'),
    engine: configNode('nn-engine'),
    server: configNode('nn-server'),
    output: choice(['scores', 'label', 'tensor'], 'scores'),
    threshold: when(answers, optionalShare(0.3)),
    confidence: when(answers, optionalShare(0.9)),
    widest: when(answers, optionalNumber({ min: 0 })),
    route: when(answers, flag(false)),
    fallback: when(answers, flag(true)),
    reasons: when({ output: ['scores'] }, integer({ min: 0, max: 1000, default: 0 })),
    property: messagePath('payload'),
    result: messagePath('payload'),
  },
  more: ['store', 'engine', 'server', 'threshold', 'widest', 'fallback', 'property', 'result'],
  sidebar: ['models'],
  label: ['model'],
});
