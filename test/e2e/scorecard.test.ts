import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './harness';

/** What Node-RED's library of palettes shows of a palette: every test of its scorecard must hold. */
describe('the Node-RED scorecard', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-scorecard-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is full marks, and everything could be read', () => {
    const file = join(folder, 'scorecard.json');
    const tool = join(ROOT, 'node_modules/node-red-dev/bin/run');
    const hosts = join(__dirname, 'scorecard-hosts.cjs');
    // It exits with 0 even if a test fails, so its output counts.
    const { stdout, stderr } = spawnSync(process.execPath, ['-r', hosts, tool, 'validate', '-o', file], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    assert.doesNotMatch(stdout + stderr, /Unable to (parse|read)/);
    const scorecard = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { test?: boolean }>;
    const { package: _, ...tests } = scorecard;
    assert.deepEqual(Object.keys(tests).sort(), [
      'D01',
      'D02',
      'D03',
      'N01',
      'N02',
      'P01',
      'P03',
      'P04',
      'P05',
      'P06',
      'P07',
      'P08',
    ]);
    const failed = Object.entries(tests).filter(([, { test }]) => test !== true);
    assert.deepEqual(failed, [], stdout + stderr);
  });
});
