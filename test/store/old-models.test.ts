import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chooseEngine,
  createPredictor,
  Model,
  makeDataset,
  openStore,
  readTable,
  type Store,
  type TableSource,
  train,
} from '../../src';

const OLD = join(__dirname, '../fixtures/0.1.0');
interface Answers {
  readonly records: readonly unknown[];
  readonly scores: readonly unknown[];
}
const json = async <T>(file: string): Promise<T> => JSON.parse(await readFile(join(OLD, file), 'utf8')) as T;

/** Equal, numbers to the accuracy of float32. */
function assertClose(received: unknown, expected: unknown, where: string): void {
  if (typeof expected === 'number') {
    const tolerance = 1e-5 * Math.max(1, Math.abs(expected));
    assert.ok(Math.abs(Number(received) - expected) <= tolerance, `${where}: ${received} is not ${expected}`);
  } else if (typeof expected === 'object' && expected !== null) {
    assert.deepEqual(Object.keys(received as object), Object.keys(expected), where);
    for (const [key, value] of Object.entries(expected))
      assertClose((received as Record<string, unknown>)[key], value, `${where}.${key}`);
  } else assert.equal(received, expected, where);
}

async function answersRight(model: Model, { records, scores }: Answers, where: string): Promise<void> {
  const predictor = await createPredictor(model, { engine: 'wasm' });
  try {
    assertClose(JSON.parse(JSON.stringify(await predictor.predict(records))), scores, where);
  } finally {
    await predictor.dispose();
  }
}

describe('models of 0.1.0', () => {
  let root: string;
  let store: Store;
  let answers: Record<string, Answers>;
  before(async () => {
    answers = await json<Record<string, Answers>>('answers.json');
  });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'tensorwire-old-'));
    await cp(join(OLD, 'store'), root, { recursive: true });
    store = openStore(root);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('are listed, with their aliases', async () =>
    assert.deepEqual(
      (await store.list()).map(({ model, version, aliases, problem }) => [model, version, aliases, problem]),
      [
        ['plain', 1, [], undefined],
        ['price', 1, [], undefined],
        ['species', 1, ['champion'], undefined],
        ['species', 2, [], undefined],
      ],
    ));

  for (const reference of ['species:1', 'species:2', 'price:1', 'plain:1'])
    it(`${reference} answers as it did, also when it was saved again`, async () => {
      const loaded = await store.load(reference);
      await answersRight(loaded, answers[reference]!, reference);
      const again = await store.save(new Model('again', null, loaded.body));
      await answersRight(await store.load(`again:${again.version}`), answers[reference]!, 'again');
    });

  it('an alias means what it meant', async () =>
    answersRight(await store.load('species@champion'), answers['species:1']!, 'champion'));

  it('an exported file is imported, and answers as it did', async () => {
    const imported = await store.importFrom(join(OLD, 'species.zip'));
    assert.deepEqual([imported.model, imported.version], ['species', 3]);
    await answersRight(await store.load('species:3'), answers['species:2']!, 'imported');
  });

  for (const name of ['species', 'price', 'plain'])
    it(`${name} is trained further, and saved as the next version`, async () => {
      const old = await store.load(name);
      const data = (await json<Record<string, unknown>>('data.json'))[name];
      const source = (Array.isArray(data) ? { records: data } : data) as TableSource;
      const dataset = await makeDataset(await readTable(source), { targets: [...old.targets], seed: 1 });
      const body = await train(
        {
          run: 'run',
          model: name,
          network: old.body.network,
          optimizer: { className: 'Adam', args: { learningRate: 0.001 } },
          epochs: 2,
          batchSize: 8,
          shuffle: true,
          earlyStopping: false,
          patience: 5,
          reduceOnPlateau: false,
          classWeight: 'none',
          seed: 5,
          engine: 'wasm',
          resolveFrom: [],
          loss: 'auto',
          metrics: 'auto',
          initial: old.body.weights,
          ...(old.body.pipeline && { pipeline: old.body.pipeline }),
        },
        dataset,
        await chooseEngine({ name: 'wasm' }),
      );
      const before = old.card.history.loss!.at(-1)!;
      assert.ok(body.card.history.loss![0]! < 1.5 * before, 'it goes on where the old one ended');
      const saved = await store.save(new Model(name, null, body));
      assert.equal(saved.version, old.version! + 1);
      assert.equal((await store.load(name)).version, saved.version);
    });
});
