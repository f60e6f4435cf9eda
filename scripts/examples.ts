/**
 * Gives every node of examples/ the properties that it leaves out, with their defaults: what a node misses, the editor would
 * add when its dialog is closed, and show it as changed.
 *   node --import tsx scripts/examples.ts
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultsOf, fieldsByClass } from '../src/editor/page';
import { chosenClass } from '../src/settings';
import { nodeForm, nodeTypes } from './forms';

const ROOT = resolve(__dirname, '..');
const EXAMPLES = join(ROOT, 'examples');

type FlowNode = Readonly<Record<string, unknown>> & { readonly type: string };

/** The example flows by file name. */
export const exampleFlows = (): Readonly<Record<string, readonly FlowNode[]>> =>
  Object.fromEntries(
    readdirSync(EXAMPLES).map(file => [file, JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as FlowNode[]]),
  );

/** The node as the editor would save it: what it leaves out is what its dialog would show. */
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

if (require.main === module)
  for (const [file, flow] of Object.entries(exampleFlows()))
    writeFileSync(join(EXAMPLES, file), `${JSON.stringify(flow.map(completed), null, 4)}\n`);
