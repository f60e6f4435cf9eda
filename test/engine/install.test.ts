import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineInUse, type InstallOptions, type InstallState, NATIVE_RANGE, NativeInstaller } from '../../src/engine';

/** A fake npm in JavaScript: `ask` is its answer to `npm view`, `install` its installation. */
const npmThat = (folder: string, ask: string, install = ''): InstallOptions => {
  const file = join(folder, 'npm.js');
  writeFileSync(file, `if (process.argv[2] === 'view') { ${ask} } else { ${install} }`);
  return { npm: [process.execPath, file] };
};
const answer = (bytes: number) =>
  `console.log(JSON.stringify([{version: '1.30.0'}, {version: '1.30.1', 'dist.unpackedSize': ${bytes}}]));`;
const fail = (code: string) => `console.error('npm error code ${code}\\nnpm error some words'); process.exit(1);`;
/** An installed package, whose main file is this JavaScript. */
const puts = (main: string) => `
  const { mkdirSync, writeFileSync } = require('node:fs');
  const folder = process.argv[process.argv.indexOf('--prefix') + 1] + '/node_modules/onnxruntime-node';
  mkdirSync(folder, { recursive: true });
  writeFileSync(folder + '/package.json', '{"name": "onnxruntime-node", "version": "1.30.1", "main": "main.js"}');
  writeFileSync(folder + '/main.js', ${JSON.stringify(main)});`;

describe('the installation of the native engine', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tensorwire-install-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const install = (options: InstallOptions) => new NativeInstaller(folder, options).install();
  const failed = async (options: InstallOptions, reason: string, words: RegExp) => {
    const state = await install(options);
    assert.ok(state.state === 'failed', JSON.stringify(state));
    assert.equal(state.reason, reason, state.problem);
    assert.match(state.problem, words);
  };

  it('asks for the versions that package.json names as a peer', () => {
    const { peerDependencies } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
    assert.equal(NATIVE_RANGE, peerDependencies['onnxruntime-node']);
  });

  it('installs the newest of them without scripts and without CUDA, and tells how far it is', async () => {
    const told = `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'told.json'))}, JSON.stringify({
      args: process.argv.slice(2), skip: process.env.ONNXRUNTIME_NODE_INSTALL }));`;
    const half = `writeFileSync(folder + '/half.bin', Buffer.alloc(5000)); const end = Date.now() + 1500; while (Date.now() < end);`;
    const installer = new NativeInstaller(
      folder,
      npmThat(folder, answer(10_000), told + puts('exports.fine = true') + half),
    );
    const ending = installer.install();
    assert.equal(installer.state.state, 'running');
    const second = await installer.install();
    assert.equal(second.state, 'running', 'a second one is not begun');
    const seen = new Set<string>();
    const timer = setInterval(() => {
      const { state } = installer;
      if (state.state === 'running') seen.add(`${state.step} ${state.done > 0.4 ? 'half' : 'begun'}`);
    }, 20);
    const state: InstallState = await ending;
    clearInterval(timer);
    assert.deepEqual(state, { state: 'done', version: '1.30.1', restart: false });
    for (const step of ['asking begun', 'installing begun', 'installing half']) assert.ok(seen.has(step), step);
    const { args, skip } = JSON.parse(readFileSync(join(folder, 'told.json'), 'utf8'));
    assert.equal(skip, 'skip');
    for (const word of ['install', 'onnxruntime-node@1.30.1', '--ignore-scripts', '--save'])
      assert.ok(args.includes(word));
    assert.deepEqual(await engineInUse([folder]), { name: 'onnx', version: '1.30.1' }, 'found by this process');
  });

  it('says that the folder, or the node_modules in it, cannot be written to', async function () {
    const options = npmThat(folder, answer(10));
    if (process.platform === 'win32') this.skip();
    // Root may write anywhere: act as another user for a moment.
    const root = process.geteuid!() === 0;
    const locked = join(folder, 'node_modules');
    mkdirSync(locked);
    if (root) chmodSync(folder, 0o777);
    chmodSync(locked, 0o555);
    if (root) process.seteuid!(65534);
    try {
      await failed(options, 'folder', /the folder .*node_modules cannot be written to/);
      if (root) return;
      chmodSync(folder, 0o555);
      await failed(options, 'folder', /cannot be written to/);
    } finally {
      if (root) process.seteuid!(0);
      chmodSync(folder, 0o755);
    }
  });

  it('says that there is no npm', () => failed({ npm: ['no-npm-here'] }, 'npm', /npm cannot be run.*ENOENT/));

  it('says that the registry cannot be reached, in the words of the real npm', async function () {
    this.timeout(120_000);
    const environment = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_cache: join(folder, 'cache') };
    await failed({ environment }, 'registry', /the package registry cannot be reached \(ECONNREFUSED\).*offline/);
  });

  it('says that the registry does not have it, in the words of the real npm', async function () {
    this.timeout(120_000);
    const server: Server = createServer((_, response) => {
      response.statusCode = 404;
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const environment = {
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_cache: join(folder, 'cache'),
    };
    try {
      await failed({ environment }, 'version', /the package registry has no onnxruntime-node \^1/);
    } finally {
      server.close();
    }
  });

  it('says that the registry or the disk failed while it installs', async () => {
    for (const [code, reason, words] of [
      ['ENOTFOUND', 'registry', /ENOTFOUND/],
      ['ETIMEDOUT', 'registry', /ETIMEDOUT/],
      ['SELF_SIGNED_CERT_IN_CHAIN', 'registry', /CERT/],
      ['ENOSPC', 'space', /the disk is full/],
      ['EROFS', 'folder', /cannot be written to/],
      ['EWHATEVER', 'other', /some words/],
    ] as const)
      await failed(npmThat(folder, answer(10), fail(code)), reason, words);
  });

  it('understands every way in which npm names versions', async () => {
    for (const said of ['"1.30.1"', '["1.30.0", "1.30.1"]', '{"version": "1.30.1", "dist.unpackedSize": 5}'])
      assert.deepEqual(await install(npmThat(folder, `console.log('${said}')`, puts(''))), {
        ...{ state: 'done', version: '1.30.1', restart: false },
      });
    for (const said of ['', '[]', '{}', 'hello', 'null'])
      await failed(npmThat(folder, `console.log('${said}')`), 'version', /has no onnxruntime-node/);
  });

  it('says that the disk has too little room, before it begins', () =>
    failed(npmThat(folder, answer(1e15)), 'space', /onnxruntime-node needs 1200000000 MB/));

  it('says that it does not load here, and goes on with WebAssembly; a crash takes nothing down', async () => {
    const musl = "throw new Error('Error loading shared library ld-linux-x86-64.so.2')";
    await failed(
      npmThat(folder, answer(10), puts(musl)),
      'load',
      /does not load on this machine \(Error loading shared/,
    );
    await failed(npmThat(folder, answer(10), puts('process.abort()')), 'load', /does not load/);
  });

  it('says when only a new process can load it', async () => {
    const once = `if (process.argv[1]?.includes('mocha')) throw new Error('not any more');`;
    const state = await install(npmThat(folder, answer(10), puts(once)));
    assert.deepEqual(state, { state: 'done', version: '1.30.1', restart: true });
  });
});
