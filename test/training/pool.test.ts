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
  const granted = new Map<string, number>();
  return {
    heard,
    inside: () => [...inside].join(''),
    /** the cores that each may use */
    granted,
    enter(name: string, memory = 1, cores = 1, most = cores) {
      heard.set(name, []);
      const place = pool.enter({ memory, cores, most }, before => heard.get(name)!.push(before));
      places.set(name, place);
      void place.turn.then(given => {
        inside.add(name);
        granted.set(name, given);
      });
    },
    keep: (name: string, cores: number) => places.get(name)!.keep(cores),
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
    pool.enter('c', 10, 0);
    pool.enter('d', 90, 0);
    pool.enter('e', 10, 0);
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

  it('of several threads takes as many places, and waits until they are free', async () => {
    const pool = opened(4);
    pool.enter('a', 1, 2);
    pool.enter('b', 1, 3);
    pool.enter('c', 1, 1);
    await turn();
    assert.equal(pool.inside(), 'a', 'c does not overtake b for ever');
    pool.leave('a');
    await turn();
    assert.equal(pool.inside(), 'bc');
    pool.leave('b');
    pool.leave('c');
    pool.enter('d', 1, 9);
    pool.enter('e', 1, 1);
    await turn();
    assert.equal(pool.inside(), 'd', 'of more threads than there are places, it takes all');
    assert.equal(pool.granted.get('d'), 4);
  });

  it('with any number of threads takes what is free, and gives back what it does not use', async () => {
    const pool = opened(8);
    pool.enter('a', 1, 1, 7);
    pool.enter('b', 1, 1, 7);
    pool.enter('c', 1, 1, 7);
    pool.enter('d', 1, 1, 7);
    await turn();
    assert.equal(pool.inside(), 'ab');
    pool.keep('a', 3);
    await turn();
    assert.equal(pool.inside(), 'abcd', 'it leaves one for each that waits');
    assert.deepEqual(Object.fromEntries(pool.granted), { a: 7, b: 1, c: 3, d: 1 });
    pool.keep('a', 5);
    pool.leave('b');
    pool.enter('e', 1, 1, 7);
    await turn();
    assert.equal(pool.granted.get('e'), 1, 'what was given back is not taken again');
  });

  it('takes an administrator’s number, and refuses what is none', () => {
    for (const wrong of [0, -1, 1.5, '2', Number.NaN, {}])
      assert.throws(() => setTrainingsAtOnce(wrong), /settings.js: tensorwire.trainings must be a whole number/);
    setTrainingsAtOnce(3);
    setTrainingsAtOnce(undefined);
  });
});
