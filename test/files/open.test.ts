import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDataset, ReaderProcess } from '../../src/data';
import {
  type FilePlaces,
  type FileSource,
  type FileTarget,
  fileToRead,
  fileToShow,
  fileToWrite,
  inFolderToWrite,
  openToRead,
} from '../../src/files';
import { bundle } from '../training/program';

/** Between the check of a path and its opening, another file takes its place. */

let root: string;
let places: FilePlaces;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'tensorwire-open-')));
  for (const folder of ['user', 'user/data', 'user/data/deep', 'user/.keep', 'elsewhere'])
    mkdirSync(join(root, folder));
  const [own, secret] = [rows('x,y', 9), rows('secret,key', 9)];
  for (const file of ['user/data/deep/a.csv', 'user/other.csv']) writeFileSync(join(root, file), own);
  for (const file of ['elsewhere/a.csv', 'user/settings.js', 'user/.keep/a.csv'])
    writeFileSync(join(root, file), secret);
  places = { userDir: join(root, 'user'), allowed: null, own: [], stores: [] };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const rows = (header: string, count: number): string =>
  [header, ...Array.from({ length: count }, (_, i) => `${i},${i % 2 ? 'yes' : 'no'}`)].join('\n');

/** The file, or a folder above it, is replaced. */
const SWAPS: Record<string, () => void> = {
  'by a link to a file elsewhere': () =>
    replaced('user/data/deep/a.csv', file => symlinkSync('../../../elsewhere/a.csv', file)),
  'by a link to a hidden file': () => replaced('user/data/deep/a.csv', file => symlinkSync('../../.keep/a.csv', file)),
  'by a hard link to the settings': () =>
    replaced('user/data/deep/a.csv', file => linkSync(join(root, 'user/settings.js'), file)),
  'with its folder, by a link to another folder': () =>
    replaced('user/data/deep', file => symlinkSync(join(root, 'user/.keep'), file)),
};
function replaced(path: string, by: (file: string) => void): void {
  const file = join(root, path);
  renameSync(file, `${file}.old`);
  by(file);
}

const toShow = (): FileSource => ({
  file: fileToShow(places, 'data/deep/a.csv'),
  rules: { purpose: 'show', places },
});
const toRead = (): FileSource => ({
  file: fileToRead(places, 'data/deep/a.csv'),
  rules: { purpose: 'read', places },
});
async function textOf(source: FileSource): Promise<string> {
  const handle = await openToRead(source);
  try {
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

describe('a file that is replaced after it was checked', () => {
  for (const [how, swap] of Object.entries(SWAPS)) {
    it(`${how}: is not shown`, async () => {
      // a file elsewhere may be shown, unless the administrator names folders
      places = { ...places, allowed: [join(root, 'user')] };
      const source = toShow();
      assert.match(await textOf(source), /^x,y/);
      swap();
      await assert.rejects(textOf(source), /not shown|that the administrator allows/);
    });

    if (!how.includes('hard link'))
      it(`${how}: is not read where only some folders are allowed`, async () => {
        places = { ...places, allowed: ['data'] };
        const source = toRead();
        assert.match(await textOf(source), /^x,y/);
        swap();
        await assert.rejects(textOf(source), /file must be .* that the administrator allows/);
      });
  }

  it('is read where any is allowed, as by the nodes of Node-RED', async () => {
    const source = toRead();
    SWAPS['by a link to a file elsewhere']!();
    assert.match(await textOf(source), /^secret/);
  });

  it('is opened by the process that reads under the same rules', async () => {
    places = { ...places, allowed: ['data'] };
    writeFileSync(join(root, 'user/data/deep/a.csv'), rows('x,y', 60_000));
    writeFileSync(join(root, 'elsewhere/a.csv'), rows('secret,key', 60_000));
    const program = await bundle('src/data/process/child.ts');
    const reader = new ReaderProcess({ entry: program.path });
    try {
      const source = toRead();
      const load = () => loadDataset(source, {}, { targets: ['y'] }, {}, reader);
      assert.equal((await load()).rows, 60_000);
      SWAPS['by a link to a file elsewhere']!();
      await assert.rejects(load(), /dataset "a\.csv": file must be .* that the administrator allows/);
      assert.notEqual(reader.pid, null);
    } finally {
      await reader.end();
      program.remove();
    }
  });
});

describe('a folder that is replaced after it was checked for writing', () => {
  const target = (): FileTarget => ({ file: fileToWrite(places, 'data/deep/new.zip'), places });
  const write = (to: FileTarget, meanwhile: () => void = () => undefined): Promise<void> =>
    inFolderToWrite(to, async folder => {
      meanwhile();
      writeFileSync(join(folder, 'new.zip'), 'mine');
    });
  const swap = (): void => replaced('user/data/deep', file => symlinkSync(join(root, 'elsewhere'), file));

  it('by a link to another one: nothing is written there', async () => {
    places = { ...places, allowed: ['data'] };
    const to = target();
    await write(to);
    assert.ok(existsSync(join(root, 'user/data/deep/new.zip')));
    swap();
    await assert.rejects(write(to), /file must be .* that the administrator allows/);
    assert.ok(!existsSync(join(root, 'elsewhere/new.zip')));
  });

  if (process.platform === 'linux')
    it('while it is written in: the folder that was checked gets the file', async () => {
      places = { ...places, allowed: ['data'] };
      await write(target(), swap);
      assert.ok(!existsSync(join(root, 'elsewhere/new.zip')));
      assert.ok(existsSync(join(root, 'user/data/deep.old/new.zip')));
    });

  it('is written in where any is allowed', async () => {
    const to = target();
    swap();
    await write(to);
    assert.ok(existsSync(join(root, 'elsewhere/new.zip')));
  });
});
