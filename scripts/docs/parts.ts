import {
  activations,
  constraints,
  initializers,
  losses,
  metrics,
  optimizers,
  regularizers,
  schedules,
} from '../../src/catalogue';
import { chooseEngine } from '../../src/engine';
import { input, withSharing } from '../../src/graph';
import { docstringOf } from './docstring';
import { argumentTable, type List, namesOf, textsOf, titleOf } from './entries';
import { formulaOf } from './formula';
import { code, definitionText, type Language, link, type Page, paragraphs, plain, table, withCode } from './text';
import { words } from './words';

/** The pages of everything in the catalogue but layers: one for each optimizer, loss and metric, one for each list of the rest. */
export async function partPages(language: Language): Promise<Page[]> {
  return [
    ...(['optimizers', 'losses', 'metrics'] as const).flatMap(list =>
      namesOf(list).map(name => entryPage(list, name, language)),
    ),
    listPage('schedules', language, name =>
      argumentTable(schedules[name]!.arguments, textsOf('schedules', name, language), language),
    ),
    await activationPage(language),
    listPage('initializers', language, name =>
      argumentTable(initializers[name]!.arguments, textsOf('initializers', name, language), language),
    ),
    listPage('regularizers', language, name =>
      argumentTable(regularizers[name]!.arguments, textsOf('regularizers', name, language), language),
    ),
    listPage('constraints', language, name =>
      argumentTable(constraints[name]!.arguments, textsOf('constraints', name, language), language),
    ),
  ];
}

function entryPage(list: 'optimizers' | 'losses' | 'metrics', name: string, language: Language): Page {
  const said = words[language];
  const texts = textsOf(list, name, language);
  const { definition, source } = docstringOf(list, name);
  const title = titleOf(name, texts);
  const text = paragraphs(
    `# ${plain(title)}`,
    plain(texts.description),
    usedFor(list, name, language),
    `## ${said.formula}`,
    formulaOf(list, name, language),
    language === 'en-US' ? definitionText(definition) : undefined,
    ...(list === 'metrics' ? [] : [`## ${said.arguments}`, argumentTable(argumentsOf(list, name), texts, language)]),
    language === 'en-US' && source !== '' ? `${said.source}: ${withCode(source)}.` : undefined,
  );
  return { path: `reference/${list}/${name}.md`, title, text };
}

const argumentsOf = (list: 'optimizers' | 'losses', name: string) =>
  (list === 'optimizers' ? optimizers : losses)[name]!.arguments;

/** For what an entry is, and where it is set. */
function usedFor(list: 'optimizers' | 'losses' | 'metrics', name: string, language: Language): string {
  const said = words[language];
  if (list === 'optimizers') return setting(language, 'nn-optimizer', 'algorithm', name);
  if (list === 'losses') return `${said.target[losses[name]!.target]} ${setting(language, 'nn-train', 'loss', name)}`;
  const { judges, better } = metrics[name]!;
  return `${said.judges[judges]} ${said.better[better]} ${setting(language, 'nn-train', 'metrics', name)}`;
}

const setting = (language: Language, node: string, property: string, value: string): string =>
  `${link(node, language, `reference/nodes/${node}.md`)}: ${code(`${property}: ${value}`)}`;

/** One page for a list of small things. */
function listPage(list: List, language: Language, more: (name: string) => string): Page {
  const said = words[language];
  const title = said.list[list];
  const sections = namesOf(list).flatMap(name => {
    const texts = textsOf(list, name, language);
    const { definition, source } = docstringOf(list, name);
    return [
      `## ${plain(titleOf(name, texts))} {#${name}}`,
      plain(texts.description),
      formulaOf(list, name, language),
      language === 'en-US'
        ? `${withCode(definition)}${source === '' ? '' : ` ${said.source}: ${withCode(source)}.`}`
        : '',
      more(name),
    ];
  });
  return { path: `reference/${list}.md`, title, text: paragraphs(`# ${title}`, said.about[list], ...sections) };
}

const POINTS = [-3, -1, -0.5, 0, 0.5, 1, 3];

/** With the values of each function, which our own engine computes. */
async function activationPage(language: Language): Promise<Page> {
  const engine = await chooseEngine({ name: 'wasm' });
  const values = new Map<string, readonly number[]>();
  for (const name of namesOf('activations')) {
    const program = await engine.compile(
      withSharing(() => {
        const x = input('x', ['N', POINTS.length]);
        return { inputs: [x], outputs: { y: activations[name]!.call(x) } };
      }),
    );
    const { y } = await program.run({
      x: { dtype: 'float32', shape: [1, POINTS.length], data: Float32Array.from(POINTS) },
    });
    values.set(name, [...(y!.data as Float32Array)]);
    await program.dispose();
  }
  return listPage('activations', language, name =>
    table(
      ['x', ...POINTS.map(signed)],
      [['y', ...values.get(name)!.map(value => signed(Number(value.toPrecision(3))))]],
    ),
  );
}

const signed = (value: number): string => String(value).replace('-', '−');
