import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import fc from 'fast-check';
import { strToU8, unzipSync, type ZipOptions, zipSync } from 'fflate';
import { openStore, type Store } from '../../src/store';
import { type CardFile, checksumsOf, type FileName, writeCard } from '../../src/store/card';
import { openZip } from '../../src/store/zip';
import { Watch } from '../fuzz/watch';
import { turnsWhile } from '../turns';
import { sampleModel } from '../values/samples';

/** Malicious files with valid checksums. */

let root: string;
let store: Store;
let entries: Record<string, Uint8Array>;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tensorwire-crafted-'));
  store = openStore(join(root, 'store'));
  const other = openStore(join(root, 'other'));
  await other.save(sampleModel('iris'));
  entries = unzipSync(await other.exportBytes('iris'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

type Json = Record<string, unknown>;
const parse = (bytes: Uint8Array): Json => JSON.parse(Buffer.from(bytes).toString('utf8')) as Json;

/** The export with another pipeline and another card, with checksums like a real one. */
async function crafted(changes: {
  pipeline?: (given: Json) => unknown;
  card?: (given: Json) => unknown;
  files?: (given: Readonly<Record<FileName, Uint8Array>>) => Partial<Record<FileName, Uint8Array>>;
}) {
  const files = Object.fromEntries(Object.entries(entries).filter(([name]) => name !== 'card.json')) as Record<
    FileName,
    Uint8Array
  >;
  if (changes.pipeline)
    files['pipeline.json'] = strToU8(JSON.stringify(changes.pipeline(parse(files['pipeline.json']))));
  Object.assign(files, changes.files?.(files));
  const { sha256: _, ...card } = parse(entries['card.json']!);
  card.files = await checksumsOf(files);
  const changed = changes.card ? changes.card(card) : card;
  return { ...files, 'card.json': strToU8(writeCard(changed as unknown as CardFile)) };
}
type Bundle = Awaited<ReturnType<typeof crafted>>;

/** Rejected on import, and in the store. */
async function refused(bundle: Bundle, message: RegExp): Promise<void> {
  await assert.rejects(store.importFrom(zipSync(bundle)), { name: 'TensorwireError', message });
  assert.deepEqual(await store.list(), []);
  const folder = join(root, 'store/iris/1');
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(bundle)) await writeFile(join(folder, name), bytes);
  await assert.rejects(store.load('iris'), { name: 'TensorwireError', message });
}

const featureWith = (over: Json) => (given: Json) => ({
  ...given,
  features: [{ ...(given.features as Json[])[0], ...over }, (given.features as Json[])[1]],
});
const secondWith = (over: Json) => (given: Json) => ({
  ...given,
  features: [(given.features as Json[])[0], { ...(given.features as Json[])[1], ...over }],
});
const targetWith = (over: Json) => (given: Json) => ({
  ...given,
  targets: [{ ...(given.targets as Json[])[0], ...over }],
});
const networkWith = (over: (network: { layers: Json[]; calls: Json[] }) => Json) => (card: Json) => ({
  ...card,
  network: { ...(card.network as Json), ...over(card.network as never) },
});

describe('a crafted model', () => {
  const pipelines: Record<string, [(given: Json) => unknown, RegExp]> = {
    'categories that are no list': [
      secondWith({ transform: { kind: 'one-hot', categories: { length: 1e9 } } }),
      /pipeline\.json .*features\.1\.transform\.categories/,
    ],
    'categories that are no texts': [
      secondWith({ transform: { kind: 'one-hot', categories: [{}, 1] } }),
      /features\.1\.transform\.categories/,
    ],
    'the same category twice': [
      secondWith({ transform: { kind: 'one-hot', categories: ['x', 'x'] } }),
      /must be different from each other/,
    ],
    'another width than categories': [secondWith({ shape: [5] }), /as wide as it has categories/],
    'a standard deviation of 0': [
      featureWith({ transform: { kind: 'standardize', mean: 0, std: 0 } }),
      /features\.0\.transform\.std/,
    ],
    'a standard deviation below 0': [
      featureWith({ transform: { kind: 'standardize', mean: 0, std: -1 } }),
      /features\.0\.transform\.std/,
    ],
    'a mean that is none': [
      featureWith({ transform: { kind: 'standardize', mean: null, std: 1 } }),
      /features\.0\.transform\.mean/,
    ],
    'an unknown transform': [featureWith({ transform: { kind: 'constructor' } }), /features\.0\.transform/],
    'an unknown type': [featureWith({ type: '__proto__' }), /features\.0\.type/],
    'a size of 12 billion': [featureWith({ shape: [12e9] }), /features\.0\.shape/],
    'a shape of 12 billion': [featureWith({ shape: [1e5, 1.2e5] }), /features\.0\.shape/],
    'a target without classes': [targetWith({ classes: undefined }), /must name its classes/],
    'classes that are no list': [targetWith({ classes: 'pqr' }), /targets\.0\.classes/],
    'an unknown task': [targetWith({ task: 'guess' }), /targets\.0\.task/],
    'no features': [given => ({ ...given, features: 3 }), /features/],
    'another version': [given => ({ ...given, version: 9 }), /version/],
  };
  for (const [title, [pipeline, message]] of Object.entries(pipelines))
    it(`with ${title} in its pipeline is refused`, async () => refused(await crafted({ pipeline }), message));

  const cards: Record<string, [(card: Json) => unknown, RegExp]> = {
    'calls that go round': [
      networkWith(({ calls }) => ({ calls: [{ ...calls[0], inputs: [calls[1]!.id] }, calls[1]] })),
      /does not come before it/,
    ],
    'a call of itself': [
      networkWith(({ calls }) => ({ calls: [calls[0], { ...calls[1], inputs: [calls[1]!.id] }] })),
      /does not come before it/,
    ],
    'a call of a layer that is not there': [
      networkWith(({ calls }) => ({ calls: [calls[0], { ...calls[1], layer: 'x' }] })),
      /of a layer that is not there/,
    ],
    'a call without inputs': [
      networkWith(({ calls }) => ({ calls: [calls[0], { ...calls[1], inputs: [] }] })),
      /the call ".*" has 0 inputs/,
    ],
    'two calls of one id': [networkWith(({ calls }) => ({ calls: [calls[0], calls[1], calls[1]] })), /two calls have/],
    'two layers of one id': [networkWith(({ layers }) => ({ layers: [...layers, layers[1]] })), /two layers have/],
    'a layer that runs code': [
      networkWith(({ layers }) => ({ layers: [layers[0], { ...layers[1], className: 'Lambda' }] })),
      /there is no layer "Lambda"/,
    ],
    'a layer named by what every object has': [
      networkWith(({ layers }) => ({ layers: [layers[0], { ...layers[1], className: 'constructor' }] })),
      /there is no layer "constructor"/,
    ],
    'a head that is not there': [networkWith(() => ({ heads: ['x'] })), /there is no call "x"/],
    'weights of 12 billion': [
      card => ({ ...card, weights: [{ key: 'd1/kernel', shape: [12e9] }] }),
      /12000000000 numbers, but weights\.bin 48 bytes/,
    ],
    'weights of a size below 0': [card => ({ ...card, weights: [{ key: 'd1/kernel', shape: [-12] }] }), /weights/],
    'weights in halves': [card => ({ ...card, weights: [{ key: 'd1/kernel', shape: [12.5] }] }), /weights/],
  };
  for (const [title, [card, message]] of Object.entries(cards))
    it(`with ${title} in its card is refused`, async () => refused(await crafted({ card }), message));

  const onImport: Record<string, [(card: Json) => unknown, RegExp]> = {
    'a layer of 12 billion units': [
      networkWith(({ layers }) => ({
        layers: [layers[0], { ...layers[1], args: { ...(layers[1]!.args as Json), units: 12e9 } }],
      })),
      /its network is not possible/,
    ],
    'a layer whose units are no number': [
      networkWith(({ layers }) => ({
        layers: [layers[0], { ...layers[1], args: { ...(layers[1]!.args as Json), units: 'many' } }],
      })),
      /its network is not possible|parameters/,
    ],
    'an activation that there is not': [
      networkWith(({ layers }) => ({
        layers: [layers[0], { ...layers[1], args: { ...(layers[1]!.args as Json), activation: 'toString' } }],
      })),
      /its network is not possible: dense: activation must be one of .*, received "toString"/,
    ],
    'a constraint that is a number': [
      networkWith(({ layers }) => ({
        layers: [layers[0], { ...layers[1], args: { ...(layers[1]!.args as Json), biasConstraint: 0.5 } }],
      })),
      /its network is not possible: dense: biasConstraint must be one of .*, received 0.5/,
    ],
    'an output that predicts nothing': [
      card => {
        const network = card.network as { outputs: Json[] };
        return { ...card, network: { ...network, outputs: [{ ...network.outputs[0], target: [] }] } };
      },
      /its network has an output that predicts nothing/,
    ],
    'an output of another target': [
      card => {
        const network = card.network as { outputs: Json[] };
        return { ...card, network: { ...network, outputs: [{ ...network.outputs[0], target: ['other'] }] } };
      },
      /its network predicts "other", which is no target of its pipeline/,
    ],
    'other weights than its layers': [
      card => ({ ...card, parameters: 12, weights: [{ key: 'd1/kernel', shape: [12] }] }),
      /the weight kernel of "dense" must be \[3,3\], received \[12\]/,
    ],
    'a network of other weights': [
      networkWith(({ layers }) => ({
        layers: [layers[0], { ...layers[1], args: { ...(layers[1]!.args as Json), units: 4 } }],
      })),
      /its network has 16 parameters, its weights 12/,
    ],
    'another number of parameters': [card => ({ ...card, parameters: 7 }), /it states 7 parameters/],
  };
  for (const [title, [card, message]] of Object.entries(onImport))
    it(`with ${title} is not imported`, async () => {
      await assert.rejects(store.importFrom(zipSync(await crafted({ card }))), { name: 'TensorwireError', message });
      assert.deepEqual(await store.list(), []);
    });
});

const withCategories = (categories: unknown) =>
  networkWith(({ layers: [first, ...others] }) => ({
    layers: [{ ...first, args: { ...(first!.args as Json), categories } }, ...others],
  }));

describe('a model whose input knows the categories of its data, as those of a flow do', () => {
  for (const categories of [null, 3])
    it(`is imported: ${categories}`, async () => {
      await store.importFrom(zipSync(await crafted({ card: withCategories(categories) })));
      const { network } = (await store.load('iris')).body;
      assert.equal(network.layers[0]!.args.categories, categories);
    });
  it('is refused if they are no number', async () => {
    const bundle = await crafted({ card: withCategories('many') });
    await assert.rejects(store.importFrom(zipSync(bundle)), /categories must be a whole number/);
  });
});

describe('a crafted model that would answer nothing, or take the place of one that answers', () => {
  const importing: Record<string, [Parameters<typeof crafted>[0], RegExp]> = {
    'a standard deviation that nothing can be divided by': [
      { pipeline: featureWith({ transform: { kind: 'standardize', mean: 0, std: 5e-324 } }) },
      /pipeline\.json: "a" is scaled by 5e-324/,
    ],
    'a mean beyond what the network takes': [
      { pipeline: featureWith({ transform: { kind: 'standardize', mean: 1e308, std: 2 } }) },
      /pipeline\.json: "a" is shifted by 1e\+308 and scaled by 2/,
    ],
    'a minimum beyond what the network takes': [
      { pipeline: featureWith({ transform: { kind: 'minmax', min: -1e300, range: 1, mean: 0 } }) },
      /"a" is shifted by -1e\+300/,
    ],
    'two features of one name': [
      { pipeline: secondWith({ name: 'a' }) },
      /pipeline\.json: features has two of the name "a"/,
    ],
    'fewer classes than categories': [
      { pipeline: targetWith({ classes: ['p', 'q'] }) },
      /pipeline\.json: "kind" has 2 classes, but its transform tells 3 apart/,
    ],
    'weights that are no numbers': [
      { files: given => ({ 'weights.bin': given['weights.bin'].map(() => 255) }) },
      /weights\.bin: d1\/kernel holds NaN/,
    ],
    'a file of the network that is cut': [
      { files: given => ({ 'model.onnx': given['model.onnx'].slice(0, -5) }) },
      /the model cannot be opened: /,
    ],
  };
  for (const [title, [changes, message]] of Object.entries(importing))
    it(`with ${title} is not imported`, async () => {
      await store.save(sampleModel('iris'));
      await assert.rejects(store.importFrom(zipSync(await crafted(changes))), { name: 'TensorwireError', message });
      assert.deepEqual(await store.find('iris'), { name: 'iris', version: 1 });
      assert.equal((await store.list()).length, 1);
    });
});

describe('a card that would hold Node-RED', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => i);
  const large: Record<string, [Parameters<typeof crafted>[0], RegExp]> = {
    'a history of millions of numbers': [
      { card: card => ({ ...card, history: { loss: many(300_000).fill(1) } }) },
      /card\.json has more than the 200000 values/,
    ],
    'hundreds of thousands of metrics': [
      { card: card => ({ ...card, history: Object.fromEntries(many(210_000).map(i => [i, []])) }) },
      /card\.json has more than the 200000 values|card\.json has \d+ bytes/,
    ],
    'thousands of layers': [
      {
        card: networkWith(({ layers }) => ({
          layers: [...layers, ...many(12_000).map(i => ({ id: `x${i}`, className: 'Dropout', label: '', args: {} }))],
        })),
      },
      /its network has more than 10000 layers/,
    ],
    'a million categories in its pipeline': [
      { pipeline: secondWith({ categories: many(1_000_000).map(String) }) },
      /pipeline\.json has more than the 500000 values/,
    ],
  };
  for (const [title, [changes, message]] of Object.entries(large))
    it(`with ${title} is not imported`, async () => {
      await assert.rejects(store.importFrom(zipSync(await crafted(changes), { level: 1 })), {
        name: 'TensorwireError',
        message,
      });
      assert.deepEqual(await store.list(), []);
    });

  it('of an honest training of very many epochs is saved thinned, says so, and goes to another store', async () => {
    const loss = many(60_000);
    const history = Object.fromEntries(many(80).map(i => [`metric ${i}`, loss]));
    await store.save(sampleModel('long', null, { history }));
    const { card } = await store.load('long');
    const every = card.historyEvery!;
    assert.ok(every > 1);
    const kept = card.history['metric 7']!;
    assert.deepEqual([kept[0], kept[1], kept.at(-1)], [0, every, 59_999]);
    const imported = await store.importFrom(await store.exportBytes('long'), 'copy');
    assert.deepEqual([imported.card.history, imported.card.historyEvery], [card.history, every]);
  });

  it('that somebody put into the store is read in a thread of its own, whatever its size', async () => {
    await store.save(sampleModel('iris'));
    const file = join(root, 'store/iris/1/card.json');
    const { sha256: _, ...card } = parse(await readFile(file));
    card.history = Object.fromEntries(many(20).map(i => [`metric ${i}`, many(10_000)]));
    await writeFile(file, writeCard(card as unknown as CardFile));
    assert.ok((await turnsWhile(() => store.list())) > 100, 'the event loop turns meanwhile');
    assert.ok((await turnsWhile(() => store.load('iris'))) > 100);
    const read = (await store.load('iris')).card;
    assert.deepEqual([read.history['metric 7']!.at(-1), read.historyEvery! > 1], [9_999, true]);
    await writeFile(file, JSON.stringify({ ...card, sha256: '0' }));
    await assert.rejects(store.load('iris'), { message: /^iris:1: card\.json was changed after the model was saved/ });
  });

  it('is parsed once for any number of lists, and again when it was changed', async () => {
    await store.save(sampleModel('iris'));
    const [first] = await store.list();
    (first!.metrics as Record<string, number>).loss = 99;
    assert.equal((await store.list())[0]!.metrics!.loss, 0.25, 'a list is its reader’s own');
    await writeFile(join(root, 'store/iris/1/card.json'), '{}');
    assert.match((await store.list())[0]!.problem!, /has no SHA-256/);
    await rm(join(root, 'store/iris/1/card.json'));
    assert.match((await store.list())[0]!.problem!, /is missing/);
  });
});

describe('a crafted zip file', () => {
  const stored: ZipOptions = { level: 1 };
  const bomb = (size: number): Uint8Array => new Uint8Array(size);
  const refusedWith = async (bytes: Uint8Array, message: RegExp) => {
    const before = process.memoryUsage().rss;
    await assert.rejects(store.importFrom(bytes), { name: 'TensorwireError', message });
    assert.ok(process.memoryUsage().rss - before < 150 * 2 ** 20, 'takes no memory for it');
    const file = join(root, 'crafted.zip');
    await writeFile(file, bytes);
    await assert.rejects(store.importFrom(file), { name: 'TensorwireError', message });
    assert.deepEqual(await store.list(), []);
  };

  it('with more zeros than its card tells of is refused before they are unpacked', async () => {
    const packed = zipSync({ ...entries, 'weights.bin': [bomb(60e6), stored] });
    assert.ok(packed.length < 1e6);
    await refusedWith(packed, /weights\.bin is too long: 60000000 of 48 bytes are there/);
  });

  it('whose list lies about a size is refused as soon as that shows', async () => {
    const packed = Buffer.from(zipSync({ ...entries, 'weights.bin': [bomb(60e6), stored] }));
    const at = packed.lastIndexOf('weights.bin') - 46;
    packed.writeUInt32LE(48, at + 24);
    await refusedWith(packed, /weights\.bin: it has more than the 48 bytes of the list/);
    packed.writeUInt32LE(packed.readUInt32LE(at + 20) * 0, at + 20);
    await refusedWith(packed, /not a complete zip file/);
  });

  it('with 50 MB of brackets as its card is refused by size, with less by depth', async () => {
    const brackets = (size: number) => Buffer.alloc(size, '[');
    await refusedWith(zipSync({ ...entries, 'card.json': brackets(50e6) }), /card\.json has 50000000 bytes, at most/);
    await refusedWith(zipSync({ ...entries, 'card.json': brackets(5e6) }), /card\.json is nested more than 64 deep/);
    await refusedWith(zipSync({ ...entries, 'card.json': strToU8('{"a":'.repeat(100)) }), /nested more than 64 deep/);
    const pipeline = await crafted({ pipeline: () => JSON.parse('['.repeat(100) + ']'.repeat(100)) });
    await refusedWith(zipSync(pipeline), /pipeline\.json is nested more than 64 deep/);
  });

  it('with thousands of entries, or two of one name, is refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`entry ${i}`, new Uint8Array()]));
    await refusedWith(zipSync({ ...entries, ...many }), /its list of entries is longer than 256 KB/);
    const twice = Buffer.from(zipSync({ ...entries, cardXjson: entries['card.json']! }));
    for (let at = twice.indexOf('cardXjson'); at >= 0; at = twice.indexOf('cardXjson', at))
      twice.write('card.json', at);
    await refusedWith(twice, /two entries "card\.json"/);
  });

  it('of any bytes, or damaged anywhere, is imported right or refused by name', async () => {
    const good = zipSync(entries);
    const damage = fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    const watch = new Watch();
    const cut = fc.tuple(fc.nat({ max: good.length }), fc.nat({ max: good.length }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(damage, cut, fc.uint8Array({ maxLength: 200 })), async how => {
        const bytes =
          how instanceof Uint8Array
            ? how
            : typeof how[0] === 'number'
              ? good.slice(Math.min(...(how as [number, number])), Math.max(...(how as [number, number])))
              : good.map((byte, i) => (how as [number, number][]).find(([at]) => at === i)?.[1] ?? byte);
        await watch.over(`${bytes.length} bytes`, async () => {
          try {
            const { body } = await store.importFrom(bytes);
            assert.deepEqual(body.weights['d1/bias']!.data, Float32Array.from([0.5, -0.5, 0.25]));
          } catch (error) {
            assert.equal((error as Error).name, 'TensorwireError', String((error as Error).stack));
          }
        });
      }),
      { numRuns: 1000 },
    );
    watch.check();
  }).timeout(120_000);

  it('that is large but honest holds nothing up while it is unpacked', async () => {
    const packed = zipSync({ zeros: [bomb(100e6), stored], plain: [bomb(30e6), { level: 0 }] });
    const start = performance.now();
    unzipSync(packed);
    const here = performance.now() - start;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const zip = await openZip(packed);
    for (const name of ['zeros', 'plain']) assert.equal((await zip.read(name)).length, zip.sizes.get(name));
    await zip.close();
    delay.disable();
    assert.ok(
      delay.max / 1e6 < here / 2,
      `${delay.max / 1e6} ms at most, ${here} ms where it is unpacked in this thread`,
    );
  });
});
