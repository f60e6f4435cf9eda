import {
  argumentsOf,
  choice,
  choices,
  configNode,
  defineSettings,
  flag,
  flagOrAuto,
  losses,
  MOST_FOLDS,
  metrics,
  optionalInteger,
  orAuto,
  orOther,
  planArguments,
  type Setting,
  text,
  when,
} from '../../src';
import migrations from './migrations';
import { EVERY } from './progress';

const { epochs, batchSize, patience, members, folds, finalModel, reduceOnPlateau, shuffle, keepBackground } =
  planArguments;

/** Every number of folds: the field is not empty. */
const FOLDS = Array.from({ length: MOST_FOLDS - 1 }, (_, i) => String(i + 2));

/** `auto`, one of the catalogue, or one with its arguments: `Huber(delta=2)`. */
const anyText = text();
const loss: Setting<string> = {
  ...anyText,
  parse: (value, name) => anyText.parse(value, name).trim(),
  form: { widget: 'select', options: ['auto', ...Object.keys(losses)], texts: 'losses' },
  default: 'auto',
};

export default defineSettings({
  group: 'training',
  inputs: 1,
  outputs: 2,
  outcome: true,
  properties: {
    name: text('name'),
    epochs: orAuto(epochs),
    batchSize: orAuto(batchSize),
    loss,
    ...argumentsOf('loss', losses),
    metrics: choices(Object.keys(metrics), 'metrics'),
    earlyStopping: flagOrAuto(),
    patience: when([{ earlyStopping: ['auto', 'true'] }, { reduceOnPlateau: ['true'] }], orAuto(patience)),
    restoreBestWeights: flagOrAuto(),
    members,
    folds,
    finalModel: when({ folds: FOLDS }, finalModel),
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
  more: [
    ...([
      'earlyStopping',
      'patience',
      'restoreBestWeights',
      'reduceOnPlateau',
      'members',
      'folds',
      'finalModel',
      'shuffle',
    ] as const),
    ...(['seed', 'whenBusy', 'keepBackground', 'progressEvery', 'progressAs', 'save', 'store', 'engine'] as const),
  ],
  sidebar: ['runs', 'network'],
  migrations,
});
