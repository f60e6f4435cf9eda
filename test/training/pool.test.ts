import assert from 'node:assert/strict';
import { type Place, Pool, setTrainingsAtOnce } from '../../src/training/process/pool';

const turn = () => new Promise(resolve => setImmediate(resolve));

/** Lets trainings into a pool, by name; which of them are in, and what the others heard. */
function opened(slots: number, memory = 100) {
  const pool = new Pool(
    () => slots,
    () => memory,
  );
  const [places, inside, heard] = [new Map<string, Place>(), new Set<string>(), new Map<string, number[]>()];
  return {
    heard,
    inside: () => [...inside].join(''),
    enter(name: string, memory = 1, computes = true) {
      heard.set(name, []);
      const place = pool.enter({ memory, computes }, before => heard.get(name)!.push(before));
      places.set(name, place);
      void place.turn.then(() => inside.add(name));
    },
    leave(name: string) {
      places.get(name)!.leave();
      inside.delete(name);
    },
  };
}

describe('the pool of trainings', () => {
  it('lets in as many as there are cores; the others wait in their order and hear how many are before them', async () => {
    const pool = opened(2);
    for (const name of 'abcde') pool.enter(name);
    await turn();
    assert.equal(pool.inside(), 'ab');
    pool.leave('b');
    await turn();
    assert.equal(pool.inside(), 'ac');
    pool.leave('d'); // it waits no more
    pool.leave('a');
    await turn();
    assert.equal(pool.inside(), 'ce');
    assert.deepEqual(Object.fromEntries(pool.heard), { a: [], b: [], c: [2], d: [3, 2], e: [4, 3] });
  });

  it('lets in what fits into the memory together, and one in any case', async () => {
    const pool = opened(9, 100);
    pool.enter('a', 500);
    pool.enter('b', 60);
    pool.enter('c', 60);
    pool.enter('d', 30);
    await turn();
    assert.equal(pool.inside(), 'a');
    pool.leave('a');
    await turn();
    assert.equal(pool.inside(), 'b', 'a small one does not overtake a large one for ever');
    pool.leave('b');
    await turn();
    assert.equal(pool.inside(), 'cd');
  });

  it('of those that a cluster computes, as many as fit into the memory: they take no core, and wait for none', async () => {
    const pool = opened(1, 100);
    pool.enter('a', 10);
    pool.enter('b', 10);
    pool.enter('c', 10, false);
    pool.enter('d', 90, false);
    pool.enter('e', 10, false);
    await turn();
    assert.equal(pool.inside(), 'ac', 'e does not overtake d');
    pool.leave('a');
    await turn();
    assert.equal(pool.inside(), 'cb');
    pool.leave('c');
    pool.leave('b');
    await turn();
    assert.equal(pool.inside(), 'de');
  });

  it('takes an administrator’s number, and refuses what is none', () => {
    for (const wrong of [0, -1, 1.5, '2', Number.NaN, {}])
      assert.throws(() => setTrainingsAtOnce(wrong), /settings.js: tensorwire.trainings must be a whole number/);
    setTrainingsAtOnce(3);
    setTrainingsAtOnce(undefined);
  });
});
