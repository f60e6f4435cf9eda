/**
 * Adds missing properties with their defaults to every node of examples/: otherwise the editor would add them when a
 * dialog is closed, and show the node as changed. Then regenerates the Chinese examples, in a folder of their own,
 * because Node-RED shows the same examples to everyone, and a folder as a menu.
 *
 *   node --import tsx scripts/examples.ts
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultsOf, fieldsByClass } from '../src/editor/page';
import { chosenClass } from '../src/settings';
import { nodeForm, nodeTypes } from './forms';

const ROOT = resolve(__dirname, '..');
const EXAMPLES = join(ROOT, 'examples');
export const CHINESE = '中文';

type FlowNode = Readonly<Record<string, unknown>> & { readonly type: string };

/** The example flows by file name; `folder`: those in another language. */
export const exampleFlows = (folder = ''): Readonly<Record<string, readonly FlowNode[]>> =>
  Object.fromEntries(
    readdirSync(join(EXAMPLES, folder))
      .filter(file => file.endsWith('.json'))
      .map(file => [file, JSON.parse(readFileSync(join(EXAMPLES, folder, file), 'utf8')) as FlowNode[]]),
  );

/** The node as the editor would save it: missing properties have the values that its dialog would show. */
export function completed(node: FlowNode): FlowNode {
  if (!nodeTypes.includes(node.type)) return node;
  const form = nodeForm(node.type);
  const className = chosenClass(form.classes, property => node[property] ?? '');
  const shown = (fieldsByClass(form)[className] ?? []).map(field => [field.property, field.default]);
  const defaults = Object.entries(defaultsOf(form)).map(([property, { value }]) => [property, value]);
  const { x, y, wires, ...own } = node;
  const place = Object.fromEntries(Object.entries({ x, y, wires }).filter(([, value]) => value !== undefined));
  const missing = Object.entries(Object.fromEntries([...defaults, ...shown])).filter(([name]) => !(name in node));
  return { ...own, ...Object.fromEntries(missing), ...place } as FlowNode;
}

/** The name of a training is that of its model, in the store and in references: the same in every language. */
const NAMED_MODELS = ['nn-train', 'nn-model'];

/** The Chinese examples by file name. Throws if a text has no translation in examples.zh-CN.json. */
export function chineseFlows(): Readonly<Record<string, readonly FlowNode[]>> {
  const texts = JSON.parse(readFileSync(join(__dirname, 'examples.zh-CN.json'), 'utf8')) as Record<string, string>;
  const missing: string[] = [];
  const chinese = (text: string): string => {
    if (!(text in texts)) missing.push(text);
    return texts[text] ?? text;
  };
  const translated = (node: FlowNode): FlowNode => {
    const own = Object.entries(node).map(([property, value]) => {
      if (node.type === 'change' && property === 'rules') return [property, withWordsOfRules(value, chinese)];
      if (typeof value !== 'string' || value === '') return [property, value];
      if (property === 'func') return [property, withWords(value.replace(/(?<=^ *\/\/ ).*/gm, chinese), chinese)];
      const isText = property === 'name' || property === 'label' || property === 'info';
      return [property, isText && !NAMED_MODELS.includes(node.type) ? chinese(value) : value];
    });
    return Object.fromEntries(own) as FlowNode;
  };
  const flows = Object.entries(exampleFlows()).map(([file, flow]) => {
    const name = `${chinese(file.replace('.json', ''))}.json`;
    return [name, withOtherIds(flow.map(translated))] as const;
  });
  if (missing.length > 0) throw new Error(`scripts/examples.zh-CN.json lacks:\n${missing.join('\n')}`);
  return Object.fromEntries(flows);
}

/** The texts of `words = { name: 'text', … }`, in JavaScript or JSONata: what the code shows to people. */
const WORDS = /(?<=\bwords :?= \{)[^}]*(?=\})/g;
const withWords = (code: string, translated: (text: string) => string): string =>
  code.replace(WORDS, words => words.replace(/(?<=: ')[^']*(?=')/g, translated));

const withWordsOfRules = (rules: unknown, translated: (text: string) => string): unknown =>
  (rules as readonly Readonly<Record<string, unknown>>[]).map(rule =>
    rule.tot === 'jsonata' ? { ...rule, to: withWords(String(rule.to), translated) } : rule,
  );

/** So that both languages can be imported into one Node-RED. */
function withOtherIds(flow: readonly FlowNode[]): readonly FlowNode[] {
  const ids = flow.map(({ id }) => String(id));
  const other = (id: string) => createHash('sha256').update(`${CHINESE} ${id}`).digest('hex').slice(0, 16);
  const text = ids.reduce((all, id) => all.replaceAll(`"${id}"`, `"${other(id)}"`), JSON.stringify(flow));
  return JSON.parse(text) as FlowNode[];
}

function writeFlows(folder: string, flows: Readonly<Record<string, readonly FlowNode[]>>): void {
  for (const [file, flow] of Object.entries(flows))
    writeFileSync(join(folder, file), `${JSON.stringify(flow, null, 4)}\n`);
}

if (require.main === module) {
  const english = Object.entries(exampleFlows()).map(([file, flow]) => [file, flow.map(completed)]);
  writeFlows(EXAMPLES, Object.fromEntries(english));
  const chinese = join(EXAMPLES, CHINESE);
  rmSync(chinese, { recursive: true, force: true });
  mkdirSync(chinese);
  writeFlows(chinese, chineseFlows());
}
