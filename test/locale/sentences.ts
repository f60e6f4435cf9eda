import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Expression, type Node, type Program, parse } from 'acorn';
import { ancestor, full, simple } from 'acorn-walk';
import { transformSync } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/** Which argument of a call is shown to a user. */
const SAID: Readonly<Record<string, number>> = {
  TensorwireError: 1,
  Problem: 0,
  badArgument: 1,
  cellError: 2,
  columnError: 1,
  'live.idle': 0,
  'live.ready': 0,
  'live.busy': 0,
  'live.progress': 0,
  'live.show': 0,
  'node.warn': 0,
  'warnings.push': 0,
  'notes.push': 0,
};

/** Texts that only developers of the palette see, or readers of another program's file: they stay English. */
const INTERNAL = [/^src\/editor\//, /^src\/graph\//, /^src\/(onnx|engine\/(wasm|tfjs|ort))\//, /^src\/tensor\//];

export interface Sentence {
  readonly file: string;
  readonly text: string;
  /** the function that says it, a key of SAID; `recipe` for the texts of a recipe */
  readonly by: string;
}

/** The sentences of src/ and nodes/ that users see, with a number in place of each value. */
export function sentences(): Sentence[] {
  return ['src', 'nodes']
    .flatMap(folder => sources(join(ROOT, folder)))
    .map(path => relative(ROOT, path))
    .filter(file => !INTERNAL.some(pattern => pattern.test(file)))
    .flatMap(file => said(file).map(sentence => ({ file, ...sentence })));
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /(?<!\.d|\.generated|form)\.ts$/.test(name) ? [path] : [];
  });
}

function said(file: string): Omit<Sentence, 'file'>[] {
  const { code } = transformSync(readFileSync(join(ROOT, file), 'utf8'), { loader: 'ts', target: 'es2022' });
  const program: Program = parse(code, { ecmaVersion: 2022, sourceType: 'module' });
  const found: Omit<Sentence, 'file'>[] = [];
  const add = (by: string, texts: readonly string[]): void => {
    found.push(...texts.map(text => ({ text, by })));
  };
  const look = (node: { callee: Node; arguments: readonly Node[] }): void => {
    const name = code.slice(node.callee.start, node.callee.end).replace(/^(this|live)\.(?=live|node)/, '');
    const which = SAID[name];
    const argument = which === undefined ? undefined : node.arguments[which];
    if (argument) add(name, textsOf(argument as Expression));
  };
  ancestor(program, { CallExpression: look, NewExpression: look });
  if (file.startsWith('src/catalogue/recipes/')) add('recipe', wordsOf(program));
  return found.filter(({ text }) => /[a-z]{2}/.test(text));
}

/** The texts in a recipe's `label` and `words`. */
function wordsOf(program: Program): string[] {
  const found: string[] = [];
  simple(program, {
    Property({ key, value }) {
      if (key.type !== 'Identifier' || !['label', 'words'].includes(key.name)) return;
      full(value, node => {
        if (node.type === 'Literal' || node.type === 'TemplateLiteral') found.push(...textsOf(node as Expression));
      });
    },
  });
  return found;
}

/** Each text that an expression can be, or that a status has. */
function textsOf(node: Expression): string[] {
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : [];
  if (node.type === 'ConditionalExpression') return [...textsOf(node.consequent), ...textsOf(node.alternate)];
  if (node.type === 'ObjectExpression')
    return node.properties.flatMap(property =>
      property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === 'text'
        ? textsOf(property.value)
        : [],
    );
  if (node.type === 'TemplateLiteral') return [node.quasis.map(part => part.value.cooked ?? '').join('7')];
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return [];
  const parts = [node.left as Expression, node.right].map(textsOf);
  return [parts.map(([text]) => text ?? '7').join('')];
}
