import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deploy, end, eventually, node, tab } from './flow';

/** Files that hold categories, labels or rows of the data are for the user that runs Node-RED. */

const records = Array.from({ length: 80 }, (_, i) => ({
  a: (i * 37) % 101,
  kind: (i * 37) % 101 > 50 ? 'more' : 'less',
}));
const parts = (userDir: string): string[] =>
  readdirSync(join(userDir, 'tensorwire')).filter(name => statSync(join(userDir, 'tensorwire', name)).isDirectory());

describe('what the nodes keep on disk', function () {
  this.timeout(60_000);

  it('is readable by its own user only, in every file, and while a training goes on', async function () {
    if (process.platform === 'win32') this.skip();
    const before = process.umask(0);
    try {
      const nodes = (epochs: number) => [
        ...tab(),
        node('data', 'nn-dataset', ['in'], { target: 'kind', seed: 1 }),
        node('in', 'nn-input', ['out']),
        node('out', 'nn-output', ['train']),
        { ...node('train', 'nn-train', [], { name: 'kinds', epochs, seed: 1 }), wires: [['end', 'predict'], []] },
        node('predict', 'nn-predict', []),
        end(),
      ];
      const flow = await deploy(nodes(2));
      await flow.ask('data', { payload: records });
      await flow.until('predict', /^kinds v1/);
      await flow.redeploy(nodes(1_000_000));
      flow.send('data', { payload: records });
      await eventually('a checkpoint, a run, a model and what predict keeps', () =>
        ['checkpoints', 'runs', 'models', 'predict'].every(name => parts(flow.userDir).includes(name)),
      );
      const files = readdirSync(join(flow.userDir, 'tensorwire'), { recursive: true, withFileTypes: true });
      const open = files
        .filter(file => file.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .filter(file => (statSync(file).mode & 0o077) !== 0);
      assert.deepEqual(open, []);
      assert.ok(files.length > 8);
      flow.send('train', { cancel: true });
    } finally {
      process.umask(before);
    }
  });
});
