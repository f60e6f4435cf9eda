// Generates the catalogue's lists from its folders: each file is an entry, its name is the key. Runs before anything
// that imports the catalogue; fails if a translation is missing.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const catalogue = join(dirname(fileURLToPath(import.meta.url)), '../src/catalogue');
const languages = ['en-US', 'zh-CN'];
// Components are arguments of other entries, which import their list: hence two files, and no import cycle.
const lists = {
  'parts.generated.ts': ['activations', 'constraints', 'initializers', 'regularizers'],
  'entries.generated.ts': ['layers', 'optimizers', 'schedules', 'losses', 'metrics'],
};

const keys = folder =>
  readdirSync(join(catalogue, folder))
    .filter(file => file.endsWith('.ts'))
    .map(file => file.slice(0, -3))
    .sort();

function write(file, folders) {
  const names = folders.flatMap(folder => keys(folder).map(key => ({ folder, key, name: `${folder}_${key}` })));
  const imports = names.map(({ folder, key, name }) => `import ${name} from './${folder}/${key}';`);
  const tables = folders.map(folder => {
    const rows = names.filter(n => n.folder === folder).map(n => `  ${n.key}: ${n.name},`);
    return [`export const ${folder} = {`, ...rows, '};'].join('\n');
  });
  const text = ['// Written by scripts/generate.mjs.', ...imports, '', ...tables, ''].join('\n');
  const path = join(catalogue, file);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

for (const [file, folders] of Object.entries(lists)) write(file, folders);

const missing = Object.values(lists)
  .flat()
  .flatMap(folder =>
    keys(folder).flatMap(key => languages.map(language => `locales/${language}/${folder}/${key}.json`)),
  )
  .filter(path => !existsSync(join(catalogue, path)));
if (missing.length > 0) {
  console.error(`src/catalogue: translations are missing:\n${missing.map(path => `  ${path}`).join('\n')}`);
  process.exitCode = 1;
}
