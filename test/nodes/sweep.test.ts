import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkpointFile, removeOrphaned } from '../../src';
import { deploy, eventually, tab } from './flow';

describe('checkpoints of nodes that are gone', () => {
  it('are swept after a week; those of nodes that are there, running or not, are kept', async () => {
    const flow = tab({ type: 'nn-train', id: 'here' }, { type: 'nn-train', id: 'disabled', d: true });
    const running = await deploy(flow);
    const folder = dirname(checkpointFile(running.userDir, 'here'));
    mkdirSync(folder, { recursive: true });
    const write = (name: string, days: number): string => {
      writeFileSync(join(folder, name), '');
      const then = Date.now() / 1000 - days * 86_400;
      utimesSync(join(folder, name), then, then);
      return name;
    };
    const of = (node: string) => basename(checkpointFile(running.userDir, node));
    const kept = [
      write(of('here'), 30),
      write(of('disabled'), 30),
      write(of('gone since yesterday'), 1),
      write('a file of somebody else', 30),
    ];
    write(of('gone'), 8);
    for (const part of ['.new', '.folds', '.folds.new']) write(`${of('gone')}${part}`, 8);
    // A name behind which there is nothing any more, as when another Node-RED sweeps at the same time.
    symlinkSync('nothing', join(folder, kept[kept.push(of('already away')) - 1]!));
    await removeOrphaned(running.userDir, basename(folder), ['here', 'disabled']);
    await running.redeploy(flow);
    await eventually('the old ones are gone', () => readdirSync(folder).length === kept.length);
    assert.deepEqual(readdirSync(folder).sort(), kept.sort());
  });
});
