import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, tarball } from './harness';

/** What the published package says about the bundled code of others. */

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
const manifestOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
const packed = (file: string) =>
  execFileSync('tar', ['-xzOf', tarball(), `package/${file}`], { encoding: 'utf8', maxBuffer: 2 ** 26 });

/** The packages that our sources import, and all their dependencies: found in another way than by the build. */
function imported(): { readonly direct: string[]; readonly all: Set<string> } {
  const texts = ['src', 'nodes'].flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true })
      .map(String)
      .filter(file => file.endsWith('.ts'))
      .map(file => readFileSync(join(ROOT, folder, file), 'utf8')),
  );
  const found = texts.flatMap(text => [
    ...text.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^.'][^']*)'/gm),
    ...text.matchAll(/\b(?:import|require)\('([^.'][^']*)'\)/g),
  ]);
  const external = [...Object.keys(manifestOf(ROOT).peerDependencies ?? {}), 'node-red', ...builtinModules];
  const names = found.map(([, name]) =>
    name!
      .split('/')
      .slice(0, name!.startsWith('@') ? 2 : 1)
      .join('/'),
  );
  const direct = [...new Set(names)].filter(name => !name.startsWith('node:') && !external.includes(name)).sort();
  const all = new Set<string>();
  const add = (name: string): void => {
    if (all.has(name)) return;
    all.add(name);
    Object.keys(manifestOf(join(ROOT, 'node_modules', name)).dependencies ?? {}).forEach(add);
  };
  direct.forEach(add);
  return { direct, all };
}
/** The folder of this version of a package: at the top, or in a package that needs another version. */
function folderOf(name: string, version: string): string {
  const top = join(ROOT, 'node_modules');
  const users = [...imported().all].map(user => join(top, user, 'node_modules', name));
  const folders = [join(top, name), ...users].filter(folder => existsSync(join(folder, 'package.json')));
  return folders.find(folder => manifestOf(folder).version === version) ?? folders[0]!;
}

/** Everything imported is named, and nothing but its dependencies besides. */
function checkNames(named: readonly string[]): void {
  const { direct, all } = imported();
  assert.ok(direct.length >= 3);
  assert.deepEqual(
    direct.filter(name => !named.includes(name)),
    [],
  );
  assert.deepEqual(
    named.filter(name => !all.has(name)),
    [],
  );
}

describe('third-party code in the package', function () {
  this.timeout(120_000);

  it('is named with its version and its licence in full', () => {
    const notices = packed('dist/THIRD-PARTY-NOTICES.txt');
    const parts = notices.split(`\n\n${'='.repeat(80)}\n`).slice(1);
    const named = parts.map(part => /^(\S+) (\S+): (.+)\n\n/.exec(part)!.slice(1));
    checkNames(named.map(([name]) => name!));
    for (const [i, [name, version, license]] of named.entries()) {
      const known = manifestOf(folderOf(name!, version!));
      assert.deepEqual([version, license], [known.version, known.license]);
      assert.match(parts[i]!, /copyright/i, name);
      assert.match(parts[i]!, /WITHOUT WARRANT|PROVIDED (BY [A-Z\s]+ )?"?AS IS"?/i, name);
      for (const id of license!.match(/[A-Z][\w.-]+/g)!) {
        if (id === 'MIT') assert.match(parts[i]!, /Permission is hereby granted, free of charge/);
        if (id === 'Apache-2.0') assert.match(parts[i]!, /END OF TERMS AND CONDITIONS/);
        if (id === 'BSD-3-Clause') assert.match(parts[i]!, /Neither the name of/);
        if (id === 'ISC') assert.match(parts[i]!, /Permission to use, copy, modify/);
      }
    }
  });

  it('is known of every bundle: all are made in one place', () => {
    const folder = join(ROOT, 'scripts/build');
    const scripts = readdirSync(folder).filter(file => file.endsWith('.mjs') && file !== 'esbuild.mjs');
    const alone = scripts.filter(file => readFileSync(join(folder, file), 'utf8').includes("from 'esbuild'"));
    assert.deepEqual(alone, []);
  });

  it('is in it once, if it is large: ECharts', () => {
    const files = ['dist', 'resources'].flatMap(folder =>
      readdirSync(join(ROOT, folder), { recursive: true }).map(file => `${folder}/${file}`),
    );
    const drawing = files.filter(
      file => /\.m?js$/.test(file) && readFileSync(join(ROOT, file), 'utf8').includes('progressiveThreshold'),
    );
    assert.deepEqual(drawing, ['resources/echarts.mjs']);
  });

  it('is listed for programs, as CycloneDX', () => {
    const sbom = JSON.parse(packed('dist/sbom.cdx.json'));
    assert.deepEqual([sbom.bomFormat, sbom.specVersion], ['CycloneDX', '1.6']);
    assert.equal(sbom.metadata.component.purl, `pkg:npm/%40tensorwire/node-red@${manifestOf(ROOT).version}`);
    const components = sbom.components as { group?: string; name: string; version: string; purl: string }[];
    checkNames(components.map(({ group, name }) => (group ? `${group}/${name}` : name)));
    for (const { group, name, version, purl } of components)
      assert.equal(purl, `pkg:npm/${group ? `${group.replace('@', '%40')}/` : ''}${name}@${version}`);
    assert.deepEqual(
      sbom.dependencies[0].dependsOn,
      components.map(({ purl }) => purl),
    );
  });

  it('without a licence text ends the build', () => {
    const script = `
      import { bundled } from './scripts/build/esbuild.mjs';
      import { writeNotices } from './scripts/build/notices.mjs';
      bundled.add('node_modules/bare/index.js');
      writeNotices(process.argv[1]);`;
    // A package of its own beside ours: without a licence file, and with a licence that no text of ours is for.
    const clone = mkdtempSync(join(tmpdir(), 'tensorwire-notices-'));
    try {
      cpSync(join(ROOT, 'scripts'), join(clone, 'scripts'), { recursive: true });
      cpSync(join(ROOT, 'package.json'), join(clone, 'package.json'));
      mkdirSync(join(clone, 'node_modules/bare'), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules/esbuild'), join(clone, 'node_modules/esbuild'));
      const build = (license: object) => {
        writeFileSync(
          join(clone, 'node_modules/bare/package.json'),
          JSON.stringify({ name: 'bare', version: '1.0.0', ...license }),
        );
        return () =>
          execFileSync(process.execPath, ['--input-type=module', '-e', script, clone], { cwd: clone, stdio: 'pipe' });
      };
      assert.throws(build({ license: 'MIT' }), /bare 1\.0\.0 \(MIT\) is bundled and brings no licence text/);
      assert.throws(build({}), /bare 1\.0\.0 is bundled and names no licence/);
      writeFileSync(join(clone, 'node_modules/bare/LICENSE'), 'Copyright of somebody');
      build({ license: 'MIT' })();
      assert.match(
        readFileSync(join(clone, 'THIRD-PARTY-NOTICES.txt'), 'utf8'),
        /bare 1\.0\.0: MIT\n\nCopyright of somebody/,
      );
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });
});
