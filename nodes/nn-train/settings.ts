import {
  argumentsOf,
  choice,
  choices,
  configNode,
  defineSettings,
  flag,
  losses,
  metrics,
  optionalInteger,
  orOther,
  planArguments,
  type Setting,
  text,
  when,
} from '../../src';
import migrations from './migrations';
import { EVERY } from './progress';

const {
  epochs,
  batchSize,
  earlyStopping,
  patience,
  restoreBestWeights,
  members,
  reduceOnPlateau,
  shuffle,
  keepBackground,
} = planArguments;

/** `auto`, one of the catalogue, or one with its arguments: `Huber(delta=2)`. */
const loss: Setting<string> = {
  ...text(),
  form: { widget: 'select', options: ['auto', ...Object.keys(losses)], texts: 'losses' },
  default: 'auto',
};

export default defineSettings({
  group: 'training',
  inputs: 1,
  outputs: 2,
  properties: {
    name: text('name'),
    epochs,
    batchSize,
    loss,
    ...argumentsOf('loss', losses),
    metrics: choices(Object.keys(metrics), 'metrics'),
    earlyStopping,
    patience: when([{ earlyStopping: ['true'] }, { reduceOnPlateau: ['true'] }], patience),
    restoreBestWeights,
    members,
    reduceOnPlateau,
    shuffle,
    classWeight: orOther(choice(['none', 'balanced'], 'none')),
    seed: optionalInteger({ min: 0, max: 2 ** 31 - 1 }),
    whenBusy: choice(['queue', 'replace', 'refuse'], 'queue'),
    keepBackground,
    progressEvery: choice(EVERY, 'auto'),
    progressAs: when({ progressEvery: ['auto', 'epoch', 'time'] }, choice(['chart', 'object'], 'chart')),
    save: flag(true),
    store: when({ save: ['true'] }, configNode('nn-store')),
    engine: configNode('nn-engine'),
  },
  migrations,
});
