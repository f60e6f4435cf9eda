import assert from 'node:assert/strict';
import { about, badArgument, Problem, TensorwireError, withSubject } from '../src/errors';

const units = badArgument('units', 'a whole number of at least 1', 0);
const fail = (error: unknown) => (): never => {
  throw error;
};

describe('the subject of an error', () => {
  it('is added at the border, with the details as they are', () => {
    assert.equal(units.message, 'units must be a whole number of at least 1, received 0');
    assert.throws(() => about('dense', fail(units)), {
      name: 'TensorwireError',
      message: 'dense: units must be a whole number of at least 1, received 0',
      subject: 'dense',
      details: { argument: 'units', expected: 'a whole number of at least 1', received: 0 },
    });
  });

  it('is added to what fails later, too', async () => {
    await assert.rejects(
      about('dataset', () => Promise.reject(new Problem('has 0 rows'))),
      /^TensorwireError: dataset: has 0 rows$|^dataset: has 0 rows$/,
    );
    assert.equal(await about('dataset', () => Promise.resolve(1)), 1);
  });

  it('is the first that was given; the node speaks before it', () => {
    const inner = new TensorwireError('dataset "a.csv"', 'has 0 rows');
    assert.throws(() => about('train', fail(inner)), { subject: 'dataset "a.csv"' });
    assert.equal(withSubject('train', inner).message, 'train: dataset "a.csv": has 0 rows');
    assert.equal(withSubject('train', new Problem('has 0 rows')).message, 'train: has 0 rows');
  });

  it('is not given to an error that is not ours', () => {
    const bug = new RangeError('Invalid array length');
    assert.throws(() => about('train', fail(bug)), bug);
  });

  it('stands before the part in which a problem was found', () => {
    const { message } = units.within('recurrent').about('lstm');
    assert.equal(message, 'lstm: recurrent: units must be a whole number of at least 1, received 0');
  });
});
