import assert from 'node:assert/strict';
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FilePlaces, fileToRead, fileToShow, fileToWrite, folderToUse } from '../../src/files';

let root: string;
let userDir: string;
let places: FilePlaces;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'tensorwire-files-')));
  userDir = join(root, '.node-red');
  for (const folder of ['data/deep', 'tensorwire/models/m/1', 'context/global', '.hidden']) make(folder);
  mkdirSync(join(root, 'out'));
  for (const file of ['data/a.csv', 'a.csv', 'settings.js', '.sessions.json', 'flows_cred.json', '.hidden/a.csv'])
    writeFileSync(join(userDir, file), 'x\n1\n');
  writeFileSync(join(userDir, 'tensorwire/models/m/1/card.json'), '{}');
  writeFileSync(join(root, 'out/a.csv'), 'x\n1\n');
  places = {
    userDir,
    allowed: null,
    own: [join(userDir, 'mine.json')],
    stores: [join(userDir, 'tensorwire'), join(root, 'shelf')],
  };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const make = (folder: string) => mkdirSync(join(userDir, folder), { recursive: true });

describe('files that are shown', () => {
  const hidden = (path: string) =>
    assert.throws(() => fileToShow(places, path), /which are not shown|is not a file/, path);

  it('are those of users, in userDir though it is a hidden folder, and elsewhere', () => {
    assert.equal(fileToShow(places, 'a.csv'), join(userDir, 'a.csv'));
    assert.equal(fileToShow(places, 'data/../data/a.csv'), join(userDir, 'data/a.csv'));
    assert.equal(fileToShow(places, join(root, 'out/a.csv')), join(root, 'out/a.csv'));
    assert.equal(fileToShow(places, '../out/a.csv'), join(root, 'out/a.csv'));
    assert.equal(fileToShow(places, 'none.csv'), join(userDir, 'none.csv'));
    for (const name of ['flowers.csv', 'flowers.json', 'my-settings.csv', 'contexts.csv', 'library.csv'])
      assert.equal(fileToShow(places, name), join(userDir, name));
  });

  it('are never hidden ones, nor those of Node-RED, by whatever name', () => {
    for (const path of [
      ...['.sessions.json', '.config.nodes.json', '.config.users.json', '.flows.json.backup', '.npmrc', '.git/config'],
      ...['flows.json', 'flows_host.json', 'flows_cred.json', 'my_cred.json', 'flow.json', 'flows.json.bak'],
      ...['settings.js', 'settings.js.bak', 'settings.cjs', 'mine.json', 'context/global/global.json', 'lib/x.js'],
      ...[
        'SETTINGS.JS',
        'Flows.JSON',
        '.Sessions.json',
        'MINE.json',
        'Flows_CRED.json',
        'TensorWire/models/m/1/card.json',
      ],
      ...['settings.js.', 'settings.js ', 'settings.js::$DATA', 'ｓettings.js', '．sessions.json', 'set\u200btings.js'],
      ...[
        './settings.js',
        'data/../settings.js',
        'data/../../.node-red/settings.js',
        '.hidden/a.csv',
        'data//../settings.js',
      ],
      ...['projects/p/flow.json', 'projects/p/flow_cred.json', '../.ssh/id_rsa', '/root/.ssh/id_rsa'],
      ...['tensorwire/models/m/1/card.json', 'tensorwire/checkpoints/0123', '../shelf/m/1/weights.bin'],
      ...['/proc/self/environ', '/dev/zero', '/sys/kernel/notes', 'data/../../../../../../../../proc/self/environ'],
    ]) {
      hidden(path);
      if (!path.startsWith('/')) hidden(join(userDir, path));
    }
  });

  it('are never those by a link, to the file or to a folder, symbolic or hard', () => {
    symlinkSync(join(userDir, '.sessions.json'), join(userDir, 'data/link.csv'));
    symlinkSync(userDir, join(userDir, 'data/deep/up'));
    symlinkSync('/proc', join(userDir, 'data/kernel'));
    symlinkSync('link.csv', join(userDir, 'data/twice.csv'));
    linkSync(join(userDir, 'settings.js'), join(userDir, 'data/hard.csv'));
    linkSync(join(userDir, 'a.csv'), join(userDir, 'data/two.csv'));
    linkSync(join(userDir, 'tensorwire/models/m/1/card.json'), join(userDir, 'data/hard-card.csv'));
    writeFileSync(join(userDir, 'data/deep/.env'), 'x');
    linkSync(join(userDir, 'data/deep/.env'), join(root, 'out/hard-env.csv'));
    for (const path of ['data/hard-card.csv', '../out/hard-env.csv']) hidden(path);
    for (const path of ['data/link.csv', 'data/twice.csv', 'data/deep/up/settings.js', 'data/hard.csv']) hidden(path);
    hidden('data/kernel/self/environ');
    assert.equal(fileToShow(places, 'data/deep/up/a.csv'), join(userDir, 'a.csv'));
    assert.equal(fileToShow(places, 'data/two.csv'), join(userDir, 'data/two.csv'));
  });

  it('are files, and have a name', () => {
    assert.throws(() => fileToShow(places, 'data'), /data is not a file/);
    for (const path of ['', 'a.csv\0.txt']) assert.throws(() => fileToShow(places, path), /must be the path of a file/);
  });

  it('a private one that is not there is refused as one that is', () => {
    const said = (path: string) => {
      try {
        return fileToShow(places, path);
      } catch (error) {
        return (error as Error).message.replace(path, '');
      }
    };
    assert.equal(said('.sessions.json'), said('.none.json'));
    assert.equal(said('tensorwire/models/m/1/card.json'), said('tensorwire/models/n/1/card.json'));
  });
});

describe('files of deployed nodes', () => {
  it('are those that their author names, where the administrator does not say otherwise', () => {
    for (const path of ['a.csv', '.hidden/a.csv', 'none.csv', '../out/a.csv', 'settings.js']) {
      assert.equal(fileToRead(places, path), join(userDir, path));
      assert.equal(fileToWrite(places, path), join(userDir, path));
    }
    assert.equal(fileToRead(places, '/elsewhere/a.csv'), '/elsewhere/a.csv');
    assert.equal(folderToUse(places, '../shelf'), join(root, 'shelf'));
    assert.throws(() => fileToRead(places, 'a\0'), /file must be the path of a file/);
  });

  it('lie in the folders that the administrator names', () => {
    const closed = { ...places, allowed: ['data', join(root, 'out')] };
    assert.equal(fileToRead(closed, 'data/a.csv'), join(userDir, 'data/a.csv'));
    assert.equal(fileToRead(closed, '../out/a.csv'), join(root, 'out/a.csv'));
    assert.equal(fileToWrite(closed, 'data/deep/new.zip'), join(userDir, 'data/deep/new.zip'));
    assert.equal(folderToUse(closed, join(root, 'out/shelf')), join(root, 'out/shelf'));
    symlinkSync(join(userDir, 'a.csv'), join(userDir, 'data/link.csv'));
    symlinkSync(root, join(userDir, 'data/up'));
    symlinkSync(join(userDir, 'data'), join(userDir, 'in'));
    for (const path of [
      'a.csv',
      'data/../a.csv',
      'data/link.csv',
      'data/up/out2.csv',
      '../outside/a.csv',
      '/etc/passwd',
    ]) {
      assert.throws(() => fileToRead(closed, path), /file must be in a folder that the administrator allows/);
      if (!path.endsWith('link.csv')) assert.throws(() => fileToWrite(closed, path), /administrator allows .*received/);
    }
    assert.throws(() => folderToUse(closed, 'shelf'), /administrator allows/);
    assert.equal(fileToRead(closed, 'in/a.csv'), join(userDir, 'data/a.csv'));
    // The link itself is replaced, not what it leads to.
    assert.equal(fileToWrite(closed, 'data/link.csv'), join(userDir, 'data/link.csv'));
  });

  it('are no private ones in these folders, and none at all where none is named', () => {
    const closed = { ...places, allowed: ['.'] };
    assert.equal(fileToRead(closed, 'a.csv'), join(userDir, 'a.csv'));
    for (const path of ['settings.js', '.sessions.json', 'tensorwire/models/m/1/card.json', '.hidden/a.csv'])
      for (const ask of [fileToRead, fileToWrite]) assert.throws(() => ask(closed, path), /administrator allows/);
    assert.throws(() => fileToRead({ ...places, allowed: [] }, 'a.csv'), /settings\.js: none/);
  });

  it('an allowed folder shows only what lies in it', () => {
    const closed = { ...places, allowed: ['data'] };
    assert.equal(fileToShow(closed, 'data/a.csv'), join(userDir, 'data/a.csv'));
    for (const path of ['a.csv', join(root, 'out/a.csv')])
      assert.throws(() => fileToShow(closed, path), /data: file must be .* administrator allows/);
  });
});
