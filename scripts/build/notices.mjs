// dist/THIRD-PARTY-NOTICES.txt: the packages in the bundles, with their full license texts. dist/sbom.cdx.json: the
// same for programs (CycloneDX). Fails if a license text is missing.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from '../lib/setup.mjs';
import { bundled } from './esbuild.mjs';

/** Texts for packages without one: the first line is the license that the package must still have. */
const own = join(root, 'scripts/build/licences');

/** The folder of the package that a bundled file is from; none for our own files. */
function folderOf(file) {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return name && file.slice(0, file.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}`.length);
}

const manifestOf = folder => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/** Packages copied into a folder of their name by another one, as saxen by read-excel-file. */
function copiedInto(folder, file) {
  const inside = file.slice(folder.length).split('/');
  return Object.keys(manifestOf(folder).dependencies ?? {})
    .filter(name => inside.includes(name) && existsSync(join(root, 'node_modules', name)))
    .map(name => `node_modules/${name}`);
}

function foldersOf(file) {
  const folder = folderOf(file);
  return folder ? [folder, ...copiedInto(folder, file)] : [];
}

function packageAt(folder) {
  const path = join(root, folder);
  const { name, version, license } = manifestOf(folder);
  if (typeof license !== 'string') throw new Error(`${name} ${version} is bundled and names no licence.`);
  const texts = readdirSync(path)
    .filter(file => /^(licen[cs]e|copying|notice)(\W|$)/i.test(file))
    .sort()
    .map(file => readFileSync(join(path, file), 'utf8').trim());
  return { name, version, license, text: texts.join('\n\n') || ownText(name, version, license) };
}

function ownText(name, version, license) {
  const file = join(own, `${name}.txt`);
  const [first, ...rest] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [''];
  if (first === `SPDX: ${license}`) return rest.join('\n').trim();
  throw new Error(
    `${name} ${version} (${license}) is bundled and brings no licence text: put it into ${file.replaceAll(sep, '/')}.`,
  );
}

export function writeNotices(dist) {
  const folders = new Set([...bundled].flatMap(file => foldersOf(file.replaceAll(sep, '/'))));
  // The same version may be in the folders of several packages.
  const known = new Map([...folders].map(packageAt).map(one => [`${one.name} ${one.version}`, one]));
  const packages = [...known.values()].sort((a, b) => a.name.localeCompare(b.name));
  writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), noticesOf(packages));
  writeFileSync(join(dist, 'sbom.cdx.json'), `${JSON.stringify(sbomOf(packages), null, 2)}\n`);
}

const noticesOf = packages =>
  [
    'The JavaScript files of this package hold code of the packages below, each under its own licence.',
    ...packages.map(
      ({ name, version, license, text }) => `${'='.repeat(80)}\n${name} ${version}: ${license}\n\n${text}`,
    ),
    '',
  ].join('\n\n');

/** https://cyclonedx.org/docs/1.6/json/ */
function sbomOf(packages) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const ofOurs = component({ name, version, license });
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: ofOurs },
    components: packages.map(component),
    dependencies: [
      { ref: ofOurs['bom-ref'], dependsOn: packages.map(one => purlOf(one)) },
      ...packages.map(one => ({ ref: purlOf(one) })),
    ],
  };
}

const purlOf = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`;
function component({ name, version, license }) {
  const [, group, own] = /^(?:(@[^/]+)\/)?(.+)$/.exec(name);
  const purl = purlOf({ name, version });
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group && { group }),
    name: own,
    version,
    licenses: [{ expression: license }],
    purl,
  };
}
