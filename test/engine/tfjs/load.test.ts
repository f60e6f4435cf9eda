import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findTfjsNode, loadTfjsNode, tfjsEngine } from '../../../src/engine/tfjs';
import { input, mul } from '../../../src/graph';
import { float } from '../../graph/numbers';

const root = join(__dirname, '../../..');

/** Installed, and its native library built (scripts/build-tfjs-node.sh)? */
const file = findTfjsNode([root]);
const built = file !== null && existsSync(join(file, '../../lib/napi-v8/tfjs_binding.node'));

describe('loading tfjs-node', () => {
  it('says what to do where it is not installed', () => {
    const script = `
      const { loadTfjsNode } = require('./src/engine/tfjs');
      const Module = require('node:module');
      const resolve = Module._resolveFilename;
      Module._resolveFilename = function (name, ...rest) {
        if (name === '@tensorflow/tfjs-node') throw Object.assign(new Error('no'), { code: 'MODULE_NOT_FOUND' });
        return resolve.call(this, name, ...rest);
      };
      try { loadTfjsNode(['/nowhere']); } catch (e) { console.log(e.name, e.message); }`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.match(
      stdout,
      /^TensorwireError engine tfjs-node: @tensorflow\/tfjs-node is not installed\. Run "npm install/,
    );
    assert.equal(stderr, '');
  });

  it('loads it from a folder, quietly, also where util lacks what it calls', function () {
    if (!built) this.skip();
    const script = `
      const util = require('node:util');
      delete util.isNullOrUndefined; delete util.isArray;
      const { loadTfjsNode } = require('./src/engine/tfjs');
      const tf = loadTfjsNode([process.cwd()]);
      console.log(tf.getBackend(), tf.add(tf.tensor([1, 2], [2], 'float32'), tf.scalar(1, 'float32')).dataSync()[1]);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(stdout, 'tensorflow 3\n');
    assert.equal(stderr, '');
  });

  it('takes feeds in shared memory, and leaves no tensor behind', async function () {
    if (!built) this.skip();
    const tf = loadTfjsNode();
    const before = tf.memory().numTensors;
    const x = input('x', ['N']);
    const program = await tfjsEngine(tf, 'tfjs-node').compile({ inputs: [x], outputs: { y: mul(x, 2) } });
    const shared = new Float32Array(new SharedArrayBuffer(12));
    shared.set([1, 2, 3]);
    const { y } = await program.run({ x: { ...float([3], []), data: shared } });
    assert.deepEqual([...y!.data], [2, 4, 6]);
    await program.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
