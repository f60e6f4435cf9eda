import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '../../src';
import { sampleModel } from '../values/samples';
import { deploy, end, tab } from './flow';

/** `tensorwire: { files: ['data'] }` in settings.js holds for every node that opens a file. */

const OUTSIDE = ['a.csv', 'data/../a.csv', 'data/up/a.csv', '/etc/passwd', 'data/settings.js'];
const csv = 'x,y\n1,a\n2,b\n3,a\n4,b\n';

describe('files of nodes, where the administrator allows some folders', () => {
  it('a dataset is read from there, and from nowhere else', async () => {
    const nodes = ['data/a.csv', ...OUTSIDE].map((file, i) => ({
      ...{
        id: `d${i}`,
        type: 'nn-dataset',
        source: 'file',
        file,
        target: 'y',
        validation: 0,
        test: 0,
        wires: [['end']],
      },
    }));
    const flow = await deploy(tab(...nodes, end()), { tensorwire: { files: ['data'] } });
    mkdirSync(join(flow.userDir, 'data'));
    for (const file of ['a.csv', 'data/a.csv', 'data/settings.js']) writeFileSync(join(flow.userDir, file), csv);
    symlinkSync('..', join(flow.userDir, 'data/up'));
    assert.equal(((await flow.ask('d0', {})).payload as Dataset).rows, 4);
    for (const i of OUTSIDE.keys()) {
      const { message } = await flow.fails(`d${i + 1}`, {});
      assert.match(
        message,
        /dataset: file must be in a folder that the administrator allows \(tensorwire\.files .*: data\)/,
      );
      assert.match(flow.status(`d${i + 1}`), /administrator/);
    }
  });

  it('with every other setting beside it that settings.js may hold for the palette', async () => {
    // Whoever reads another one says so in a type: `tensorwire?: { limits?: unknown; trainings?: unknown }`.
    const shared = join(__dirname, '../../nodes/shared');
    const texts = readdirSync(shared, { recursive: true })
      .map(String)
      .filter(file => file.endsWith('.ts'))
      .map(file => readFileSync(join(shared, file), 'utf8'));
    const read = texts.flatMap(text =>
      [...text.matchAll(/tensorwire\?: \{([^}]*)\}/g)].flatMap(([, keys]) => [...keys!.matchAll(/(\w+)\?:/g)]),
    );
    const names = read.map(([, name]) => name!);
    assert.ok(names.includes('limits') && names.includes('trainings'));
    const flow = await deploy(
      tab(
        { id: 'd', type: 'nn-dataset', source: 'file', file: 'data/a.csv', target: 'y', validation: 0, test: 0 },
        end(),
      ),
      { tensorwire: { files: ['data'], ...Object.fromEntries(names.map(name => [name, undefined])) } },
    );
    mkdirSync(join(flow.userDir, 'data'));
    writeFileSync(join(flow.userDir, 'data/a.csv'), csv);
    assert.equal(((await flow.ask('d', {})).payload as Dataset).rows, 4);
  });

  it('a model is exported to and imported from there only, and a store lies there', async () => {
    const act = (id: string, action: string, file: string, more = {}) => ({
      ...{ id, type: 'nn-model', action, file, name: 'm', wires: [['end']], ...more },
    });
    const settings = { tensorwire: { files: ['data'] } };
    const flow = await deploy(
      tab(
        act('save', 'save', ''),
        act('export', 'export', 'data/m.zip'),
        act('import', 'import', 'data/m.zip'),
        ...OUTSIDE.flatMap((file, i) => [act(`out${i}`, 'export', file), act(`in${i}`, 'import', file)]),
        { id: 'shelf', type: 'nn-store', folder: 'data/shelf' },
        { id: 'away', type: 'nn-store', folder: 'elsewhere' },
        act('save there', 'save', '', { store: 'shelf' }),
        act('save away', 'save', '', { store: 'away' }),
        end(),
      ),
      settings,
    );
    mkdirSync(join(flow.userDir, 'data'));
    symlinkSync('..', join(flow.userDir, 'data/up'));
    await flow.ask('save', { payload: sampleModel('m') });
    await flow.ask('export', {});
    assert.ok(existsSync(join(flow.userDir, 'data/m.zip')));
    await flow.ask('import', {});
    for (const i of OUTSIDE.keys())
      for (const id of [`out${i}`, `in${i}`])
        assert.match(
          (await flow.fails(id, {})).message,
          /model: file must be in a folder that the administrator allows/,
        );
    await flow.ask('save there', { payload: sampleModel('m') });
    assert.ok(existsSync(join(flow.userDir, 'data/shelf/m/1/card.json')));
    assert.match(
      (await flow.fails('save away', { payload: sampleModel('m') })).message,
      /folder must be in a folder that/,
    );
    assert.ok(!existsSync(join(flow.userDir, 'elsewhere')));
  });
});
