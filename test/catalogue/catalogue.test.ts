import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ArgumentTable,
  activations,
  constraints,
  initializers,
  layers,
  losses,
  metrics,
  optimizers,
  regularizers,
  schedules,
} from '../../src/catalogue';

interface Translation {
  readonly label: string;
  readonly description: string;
  readonly arguments: Readonly<Record<string, { readonly label: string; readonly help: string }>>;
}

const root = join(__dirname, '../../src/catalogue');
const folders = {
  layers,
  optimizers,
  schedules,
  losses,
  metrics,
  activations,
  constraints,
  initializers,
  regularizers,
};
const argumentsOf = (entry: object): ArgumentTable => ('arguments' in entry ? (entry.arguments as ArgumentTable) : {});

describe('the catalogue', () => {
  for (const [folder, table] of Object.entries(folders)) {
    const entries = Object.entries<(typeof table)[string]>(table);
    it(`${folder}: each file is an entry of the file's name`, () => {
      const files = readdirSync(join(root, folder)).map(file => file.replace(/\.ts$/, ''));
      assert.deepEqual(entries.map(([key]) => key).sort(), files.sort());
      for (const [key, entry] of entries) assert.equal('key' in entry ? entry.key : entry.className, key);
    });
    for (const language of ['en-US', 'zh-CN'])
      it(`${folder}: labels, descriptions and the help of every argument are there in ${language}`, () => {
        for (const [key, entry] of entries) {
          const file = join(root, 'locales', language, folder, `${key}.json`);
          assert.ok(existsSync(file), `${file} is missing`);
          const translation = JSON.parse(readFileSync(file, 'utf8')) as Translation;
          assert.ok(translation.label && translation.description, `${file}: label and description`);
          assert.deepEqual(Object.keys(translation.arguments), Object.keys(argumentsOf(entry)), file);
          for (const { label, help } of Object.values(translation.arguments)) assert.ok(label && help, file);
          if (language === 'zh-CN') assert.match(translation.description, /\p{Script=Han}/u, file);
        }
      });
    it(`${folder}: no translation is left over`, () => {
      for (const language of ['en-US', 'zh-CN'])
        for (const file of readdirSync(join(root, 'locales', language, folder)))
          assert.ok(file.replace(/\.json$/, '') in table, `${language}/${folder}/${file}`);
    });
    it(`${folder}: defaults pass their own check`, () => {
      for (const [key, entry] of entries)
        for (const [name, argument] of Object.entries(argumentsOf(entry)))
          assert.deepEqual(argument.parse(argument.default, name), argument.default, `${key}.${name}`);
    });
  }
  it('the generated lists are up to date: generating again changes nothing', () => {
    const files = ['entries.generated.ts', 'parts.generated.ts'].map(file => join(root, file));
    const before = files.map(file => readFileSync(file, 'utf8'));
    execFileSync(process.execPath, [join(root, '../../scripts/generate.mjs')], { stdio: 'pipe' });
    assert.deepEqual(
      files.map(file => readFileSync(file, 'utf8')),
      before,
    );
  });
});
