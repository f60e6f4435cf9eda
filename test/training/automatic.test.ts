import assert from 'node:assert/strict';
import { automaticTraining, automaticWords, decided } from '../../src/training';

describe('what auto means for a network without a recipe', () => {
  it('follows from the number of rows', () => {
    assert.deepEqual(automaticTraining({ training: 200, validation: 60 }), {
      ...{ epochs: 500, batchSize: 32, earlyStopping: true, patience: 40, restoreBestWeights: true },
    });
    assert.deepEqual(automaticTraining({ training: 100_000, validation: 20_000 }), {
      ...{ epochs: 52, batchSize: 256, earlyStopping: true, patience: 10, restoreBestWeights: true },
    });
  });

  it('nothing stops it without validation rows, or before a schedule ends', () => {
    const alone = automaticTraining({ training: 320, validation: 0 });
    assert.deepEqual([alone.earlyStopping, alone.restoreBestWeights, alone.epochs], [false, false, 100]);
    const schedule = { className: 'CosineDecay', args: {} };
    const scheduled = automaticTraining({ training: 320, validation: 80 }, { schedule });
    assert.deepEqual([scheduled.earlyStopping, scheduled.restoreBestWeights], [false, true]);
  });

  it('has a value for any number of rows, a single one too', () => {
    for (let training = 1; training < 1e8; training *= 3) {
      const { epochs, batchSize, patience } = automaticTraining({ training, validation: 1 });
      for (const value of [epochs, batchSize, patience])
        assert.ok(Number.isInteger(value) && value >= 10, `${training}`);
    }
  });

  it('what is given stays, and is not talked of', () => {
    const automatic = automaticTraining({ training: 200, validation: 60 });
    const given = {
      epochs: 7,
      batchSize: 'auto',
      earlyStopping: false,
      patience: 'auto',
      restoreBestWeights: 'auto',
    } as const;
    assert.deepEqual(decided(given, automatic), { ...automatic, epochs: 7, earlyStopping: false });
    const words = automaticWords(given, automatic, { training: 200, validation: 60 }, false);
    assert.equal(words.length, 3);
    assert.equal(words[0], 'Batches of 32 rows: 7 steps in an epoch');
  });
});
