import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { layers as catalogue } from '../../src/catalogue';
import { Problem } from '../../src/errors';
import { place } from '../../src/inference/placement';
import { inputsOf } from '../../src/inference/ports';
import { toKerasArchive } from '../../src/keras';
import { readForeign } from '../../src/keras/read';
import { fileNames, isInput, joinNetworks, uniqueNames } from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import { gathered, pack } from '../../src/store/archive';
import { inputOf, next, someWeights } from '../network/sample';

/** Files that Keras writes are read, and files that we write are opened by Keras, with equal answers. */

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Asked {
  readonly inputs: readonly Numbers[];
  readonly outputs: readonly Numbers[];
  readonly names: readonly string[];
}

const MOST = 2 ** 28;

function assertClose(actual: readonly Numbers[], expected: readonly Numbers[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (const [i, { shape, data }] of expected.entries()) {
    assert.deepEqual([...actual[i]!.shape], shape, what);
    data.forEach((value, at) => {
      const found = actual[i]!.data[at]!;
      assert.ok(
        Math.abs(found - value) <= 1e-5 * Math.max(1, Math.abs(value)),
        `${what} [${at}]: ${found}, not ${value}`,
      );
    });
  }
}

/** The answers of an imported model's file, as it is opened for predictions. */
async function answers({ network, onnx }: ReturnType<typeof readForeign>, asked: Asked): Promise<Numbers[]> {
  const { program } = await place(onnx, inputsOf(network), { engine: 'wasm' });
  const files = fileNames(network);
  const names = uniqueNames(network);
  const feeds = Object.fromEntries(
    network.layers.filter(isInput).map(({ id, args }) => {
      const { shape, data } = asked.inputs[asked.names.indexOf(names[id]!)]!;
      const int32 = args.dtype === 'int32';
      return [
        files.inputs[id]!,
        { shape, data: int32 ? Int32Array.from(data) : Float32Array.from(data), dtype: args.dtype },
      ];
    }),
  );
  try {
    const results = await program.run(feeds);
    return files.outputs.map(name => ({ shape: results[name]!.shape, data: [...results[name]!.data] }));
  } finally {
    await program.dispose();
  }
}

function python(action: string, folder: string): string {
  const script = join(__dirname, '../oracle/keras_files.py');
  const { status, stdout, stderr } = spawnSync(process.env.ORACLE_PYTHON!, [script, action, folder], {
    encoding: 'utf8',
    timeout: 400_000,
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

describe('files of Keras', function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-keras-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const bytesOf = (name: string) => new Uint8Array(readFileSync(join(folder, name)));

  before(function () {
    if (!process.env.ORACLE_PYTHON) this.skip();
    python('write', folder);
  });

  it('.keras and .h5 of 27 architectures are read with equal answers, exported, and opened by Keras with equal answers', async () => {
    const names = readdirSync(folder).flatMap(file => (file.endsWith('.h5') ? [file.slice(0, -3)] : []));
    assert.equal(names.length, 27);
    const asked = new Map(
      names.map(name => [name, JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Asked]),
    );
    for (const name of names) {
      const entries = unzipSync(bytesOf(`${name}.keras`));
      const archive = readForeign(
        {
          kind: 'keras',
          config: entries['config.json']!,
          metadata: entries['metadata.json']!,
          weights: entries['model.weights.h5']!,
        },
        MOST,
      );
      assert.match(archive.program, /^Keras 3\.\d+/);
      assertClose(await answers(archive, asked.get(name)!), asked.get(name)!.outputs, `${name}.keras`);
      const whole = readForeign({ kind: 'h5', bytes: bytesOf(`${name}.h5`) }, MOST);
      assertClose(await answers(whole, asked.get(name)!), asked.get(name)!.outputs, `${name}.h5`);
      const exported = await gathered(pack(toKerasArchive(archive.network, archive.weights)));
      writeFileSync(join(folder, `${name}.exported.keras`), exported);
    }
    const known = JSON.parse(python('open', folder)) as string[];
    for (const name of names) {
      const found = JSON.parse(readFileSync(join(folder, `${name}.answers.json`), 'utf8')) as Numbers[];
      assertClose(found, asked.get(name)!.outputs, `${name}.exported.keras`);
    }
    const missing = Object.keys(catalogue).filter(name => !known.includes(name));
    for (const name of missing) {
      const network = next(startOf(name), name);
      assert.throws(
        () => toKerasArchive(network, someWeights(network)),
        error => error instanceof Problem && error.message.includes(name),
        name,
      );
    }
    assert.ok(missing.length > 3);
  });
});

/** What the layers of our own take. */
function startOf(name: string): NetworkSpec {
  const windows = inputOf('windows', [6, 4]);
  if (name === 'InstanceDenormalization') return joinNetworks([inputOf('x', [3]), windows]);
  return name === 'InstanceNormalization' ? windows : inputOf('x', [6]);
}
