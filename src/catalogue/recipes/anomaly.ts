import { type Detector, type RecipeGraph, type RecipeStep, type SeriesData, seriesRecipe } from './recipe';

/** Steps of a training that nothing stops, and of patience. */
const MOST_STEPS = 3000;
const PATIENT_STEPS = 400;
const MOST_EPOCHS = 100;
const FEWEST_EPOCHS = 5;
const UNITS = 64;

/**
 * For readings without labels: what a reading normally is, given its window. `prediction`: the readings before it say what comes next,
 * as the last one, plus a linear map of them, plus a dense block; the last two begin at 0. `autoencoder`: the whole window passes
 * through fewer numbers than there are sensors, and what these cannot hold is unusual. Huber's loss, because what is taken for normal
 * seldom is without a fault. After the training, principal components of the windows are fitted too, and faults that are put into the
 * validation windows decide which of the two is the score (src/anomaly).
 * Sources: Malhotra et al. 2015 (errors of a prediction); Sakurada and Yairi 2014 (autoencoders).
 */
export default seriesRecipe(
  'anomaly',
  {
    graph: (data, _rows, detector = 'prediction') =>
      detector === 'prediction' ? predictionOf(data) : autoencoderOf(data),
    optimizer: () => ({ className: 'Adam', args: { learningRate: 0.001 } }),
    training: ({ rows }) => {
      const batchSize = rows < 1000 ? 16 : rows < 10_000 ? 32 : 128;
      const steps = Math.max(1, Math.ceil(rows / batchSize));
      return {
        epochs: Math.min(MOST_EPOCHS, Math.max(FEWEST_EPOCHS, Math.round(MOST_STEPS / steps))),
        batchSize,
        earlyStopping: true,
        patience: Math.min(20, Math.max(3, Math.round(PATIENT_STEPS / steps))),
        restoreBestWeights: true,
      };
    },
    label: ({ series }) => `${series!.targets.length} sensors`,
    words: ({ detector }) => [
      'Learns what the readings normally are, without labels',
      WORDS[detector ?? 'prediction'],
      'Beside it, principal components of the windows; faults that are put into the validation rows decide which of the two is used',
      'Answers with a score of each reading, and how much each sensor contributes to it',
    ],
  },
  'readings',
);

const WORDS: Readonly<Record<Detector, string>> = {
  prediction: 'A linear map and a small dense block say from the readings before what the next one should be',
  autoencoder: 'An autoencoder passes each window through fewer numbers than there are sensors',
};

const huber = 'Huber(delta=1)';

function predictionOf({ history, channels, targets }: SeriesData): RecipeGraph {
  const steps: RecipeStep[] = [];
  const add = (name: string, from: readonly string[], className: string, args: RecipeStep['args'] = {}): string => {
    steps.push({ name, from, className, args });
    return name;
  };
  const outputs = { units: targets.length };
  const parts: string[] = [];
  const past = add('past', ['history'], 'Cropping1D', { cropping: [0, 1] });
  const flat = add('window', [past], 'Flatten');
  if (targets.length === channels && targets.every(({ channel }, i) => channel === i)) {
    const last = add('last-step', [past], 'Cropping1D', { cropping: [history - 2, 0] });
    parts.push(add('last', [last], 'Reshape', { targetShape: [channels] }));
  }
  parts.push(
    add('linear', [flat], 'Dense', { ...outputs, kernelInitializer: parts.length > 0 ? 'Zeros' : 'GlorotUniform' }),
  );
  const hidden = add('hidden', [flat], 'Dense', { units: UNITS, activation: 'relu' });
  const dropped = add('dropped', [hidden], 'Dropout', { rate: 0.1 });
  parts.push(add('change', [dropped], 'Dense', { ...outputs, kernelInitializer: 'Zeros' }));
  return end(add('expected', parts, 'Add'));

  function end(from: string): RecipeGraph {
    return { steps, outputs: [{ from, targets: targets.map(({ name }) => name), loss: huber }] };
  }
}

function autoencoderOf({ targets }: SeriesData): RecipeGraph {
  const units = Math.max(1, Math.min(16, Math.floor(targets.length / 2)));
  const dense = (name: string, from: string, args: RecipeStep['args']): RecipeStep => ({
    ...{ name, from: [from], className: 'Dense', args },
  });
  return {
    steps: [
      { name: 'window', from: ['history'], className: 'Flatten' },
      dense('encoder', 'window', { units: UNITS, activation: 'relu' }),
      dense('code', 'encoder', { units }),
      dense('decoder', 'code', { units: UNITS, activation: 'relu' }),
      dense('expected', 'decoder', { units: targets.length }),
    ],
    outputs: [{ from: 'expected', targets: targets.map(({ name }) => name), loss: huber }],
  };
}
