import { type LayerEntry, layers } from '../../src/catalogue';
import { docstringOf } from './docstring';
import { argumentTable, namesOf, textsOf, titleOf } from './entries';
import { exampleOf, type LayerExample, shownTensor } from './example';
import { formulaOf } from './formula';
import { isOfKeras, kerasCall } from './keras';
import { code, definitionText, type Language, link, type Page, paragraphs, plain, table, withCode } from './text';
import { words } from './words';

/** The pages of all layers in a language. `homes`: the nodes that offer a layer, with their names. */
export async function layerPages(
  language: Language,
  homes: (entry: LayerEntry) => readonly { readonly type: string; readonly label: string }[],
): Promise<Page[]> {
  const pages: Page[] = [];
  for (const name of namesOf('layers')) pages.push(await layerPage(name, language, homes(layers[name]!)));
  return pages;
}

async function layerPage(
  name: string,
  language: Language,
  homes: readonly { readonly type: string; readonly label: string }[],
): Promise<Page> {
  const said = words[language];
  const entry = layers[name]!;
  const texts = textsOf('layers', name, language);
  const { definition, shapes, source } = docstringOf('layers', name);
  const nodes = homes.map(({ type, label }) => link(label, language, `reference/nodes/${type}.md`)).join(', ');
  const title = titleOf(name, texts);
  const text = paragraphs(
    `# ${plain(title)}`,
    plain(texts.description),
    `${said.alsoIn}: ${nodes} · ${isOfKeras(name) ? `${said.inKeras}: ${code(`keras.layers.${name}`)}` : said.newIn}`,
    `## ${said.formula}`,
    formulaOf('layers', name, language),
    ...(language === 'en-US' ? [definitionText(definition)] : []),
    ...(language === 'en-US' && shapes !== '' ? [`## ${said.shapes}`, withCode(shapes)] : []),
    `## ${said.arguments}`,
    argumentTable(entry.arguments, texts, language),
    ...exampleParts(entry, await exampleOf(entry), language),
    source === '' || language !== 'en-US' ? undefined : `${said.source}: ${withCode(source)}.`,
  );
  return { path: `reference/layers/${name}.md`, title, text };
}

/** Layers that draw random numbers in training. */
const RANDOM = /Dropout|Noise/;

function exampleParts(entry: LayerEntry, example: LayerExample | null, language: Language): string[] {
  if (!example) return [];
  const said = words[language];
  const { args, inputs, weights, output, parameters } = example;
  const settings = Object.entries(args).map(([name, value]) => code(`${name}: ${JSON.stringify(value)}`));
  const rows = [
    ...inputs.map(({ shape }, i) => [inputs.length > 1 ? `${said.input} ${i + 1}` : said.input, shapeText(shape)]),
    ...Object.entries(weights).map(([name, { shape }]) => [`${said.weight} ${code(name)}`, `[${shape.join(', ')}]`]),
    [said.output, shapeText(output.shape)],
  ];
  const blocks = [
    ...inputs.map((x, i) => [inputs.length > 1 ? `${said.input} ${i + 1}` : said.input, shownTensor(x)]),
    ...Object.entries(weights).map(([name, x]) => [name, shownTensor(x)]),
    [said.output, shownTensor(output)],
  ];
  const call = kerasCall(entry.className, args);
  return [
    `## ${said.example}`,
    said.exampleOf + (RANDOM.test(entry.className) ? ` ${said.inTraining}` : ''),
    settings.length > 0 ? `${said.settings}: ${settings.join(', ')}` : '',
    table(['', said.shapes], rows),
    ...(parameters > 0 ? [`${parameters} ${said.parameters}`] : []),
    `\`\`\`text\n${blocks.map(([title, numbers]) => `${title}\n${numbers}`).join('\n\n')}\n\`\`\``,
    call ? `\`\`\`python\n${call}\n\`\`\`` : '',
  ];
}

/** The batch has any size. */
const shapeText = (shape: readonly number[]): string => `[${['N', ...shape.slice(1)].join(', ')}]`;
