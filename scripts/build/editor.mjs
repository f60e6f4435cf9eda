// What the browser gets: the page, texts, help and icon of each node, and the plugin with their shared code.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { root } from '../lib/setup.mjs';
import { besideECharts, buildECharts, sharedECharts } from './echarts.mjs';
import { bundle, evaluate, forBrowser } from './esbuild.mjs';
import { checkEditorTexts, editorTexts, languages, nodeTexts } from './locales.mjs';
import { nodeTypes } from './nodes.mjs';

/** The forms of all nodes, from their settings, in the palette's order, and the functions that make pages from them. */
export async function loadForms() {
  const types = nodeTypes();
  const made = await evaluate(`
    import { formOf } from './src/editor/settings-form';
    ${types.map((type, i) => `import settings${i} from './nodes/${type}/settings';`).join('\n')}
    export const found = [${types.map((type, i) => `formOf('${type}', settings${i})`).join(', ')}];
    export { order, categoryKey } from './src/editor/palette';
    export { pageOf, defaultsOf } from './src/editor/page';
    export { helpOf } from './src/editor/help';
    export { entriesOf } from './src/settings/classes';
  `);
  const place = ({ type }) => made.order.indexOf(type);
  return { ...made, forms: made.found.sort((a, b) => place(a) - place(b)) };
}

/** Everything that a node lacks besides its settings, in one error. */
export function checkNodes({ forms, order }) {
  const lacks = forms.flatMap(({ type, group }) => {
    const names = ['runtime.ts', ...languages.flatMap(l => [`locales/${l}.json`, `help.${l}.html`])];
    const files = [...names, ...(group === 'config' ? [] : ['icon.svg'])].map(name => `nodes/${type}/${name}`);
    return [
      ...files.filter(file => !existsSync(join(root, file))).map(file => `${file} is missing.`),
      ...(order.includes(type) ? [] : [`src/editor/palette.ts: order does not have ${type}.`]),
    ];
  });
  if (lacks.length > 0) throw new Error(lacks.join('\n'));
}

const category = { 'en-US': 'neural network', 'zh-CN': '神经网络' };

export async function buildEditor(tools, dist) {
  checkEditorTexts();
  for (const form of tools.forms) writeNode(form, tools, join(dist, 'nodes', form.group));
  const resources = join(dist, 'resources');
  await Promise.all([
    writePlugin(join(dist, 'editor')),
    writeSidebar(resources),
    writeDashboard(resources),
    buildECharts(resources),
  ]);
}

function writeNode(form, tools, folder) {
  const { type } = form;
  write(join(folder, `${type}.html`), tools.pageOf(form));
  for (const language of languages) {
    const texts = nodeTexts(form, language, tools);
    const prose = readFileSync(join(root, 'nodes', type, `help.${language}.html`), 'utf8');
    // The language is a text, too: it tells the runtime part of a node which language is used.
    const catalog = { [type]: { language, ...texts }, palette: { label: { [tools.categoryKey]: category[language] } } };
    const place = join(folder, 'locales', language);
    write(join(place, `${type}.json`), JSON.stringify(catalog, null, 1));
    write(join(place, `${type}.html`), tools.helpOf(form, prose, texts, editorTexts(language).help));
  }
  if (form.group === 'config') return;
  mkdirSync(join(folder, 'icons'), { recursive: true });
  copyFileSync(join(root, 'nodes', type, 'icon.svg'), join(folder, 'icons', `${type}.svg`));
}

/** A plugin's page is one script; its .js file is what Node-RED's list of plugins names. */
async function writePlugin(folder) {
  const { outputFiles } = await bundle({
    ...forBrowser,
    stdin: { contents: plugin(), resolveDir: root, sourcefile: 'editor.ts', loader: 'ts' },
    format: 'iife',
    write: false,
  });
  const script = outputFiles[0].text.replaceAll('</script', '<\\/script');
  const style = readFileSync(join(root, 'src/editor/style.css'), 'utf8');
  write(
    join(folder, 'tensorwire-editor.html'),
    `<style>\n${style}</style>\n<script type="text/javascript">\n${script}</script>\n`,
  );
  for (const language of languages)
    write(join(folder, 'locales', language, 'tensorwire-editor.json'), JSON.stringify(editorTexts(language), null, 1));
}

/**
 * What the editor loads when the sidebar is first opened, or a tour begins. Node-RED serves a module's folder `resources` to everyone.
 */
async function writeSidebar(folder) {
  await bundle({
    ...forBrowser,
    entryPoints: { sidebar: 'src/editor/sidebar/main.ts', 'first-model': 'src/editor/tour/first-model.ts' },
    outdir: folder,
    plugins: [sharedECharts(besideECharts)],
  });
  const place = join(root, 'src/editor/sidebar');
  const styles = readdirSync(place, { recursive: true })
    .map(String)
    .filter(file => file.endsWith('.css'))
    .sort((a, b) => a.split(sep).length - b.split(sep).length || a.localeCompare(b)); // those of the shell first
  write(join(folder, 'sidebar.css'), styles.map(file => readFileSync(join(place, file), 'utf8')).join(''));
}

/** What a page of Dashboard 2.0 loads when it has one of our widgets; charts are a part that is loaded when one is drawn. */
async function writeDashboard(folder) {
  await bundle({
    ...forBrowser,
    entryPoints: { dashboard: 'src/dashboard/main.ts' },
    outdir: folder,
    chunkNames: 'dashboard-[name]-[hash]',
    splitting: true,
    plugins: [sharedECharts(besideECharts)],
  });
  write(join(folder, 'dashboard.css'), readFileSync(join(root, 'src/dashboard/dashboard.css'), 'utf8'));
}

/** The plugin's code: the editor part of the palette, with the migrations of all nodes and its version. */
function plugin() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const types = nodeTypes().filter(type => existsSync(join(root, 'nodes', type, 'migrations.ts')));
  return [
    "import { start } from './src/editor/browser';",
    ...types.map((type, i) => `import migrations${i} from './nodes/${type}/migrations';`),
    `start({ ${types.map((type, i) => `'${type}': migrations${i}`).join(', ')} }, ${JSON.stringify(version)});`,
  ].join('\n');
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
