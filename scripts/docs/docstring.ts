import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root';

/** What the comment of a catalogue entry says, in its parts. */
export interface Docstring {
  readonly definition: string;
  readonly shapes: string;
  readonly source: string;
}

/** The comment in front of the entry that `src/catalogue/<list>/<name>.ts` exports. */
export function docstringOf(list: string, name: string): Docstring {
  const file = join(ROOT, 'src/catalogue', list, `${name}.ts`);
  if (!existsSync(file)) throw new Error(`src/catalogue/${list}/${name}.ts is missing.`);
  const [, comment] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export default/.exec(readFileSync(file, 'utf8')) ?? [];
  if (comment === undefined) throw new Error(`src/catalogue/${list}/${name}.ts: its entry has no comment.`);
  const text = comment
    .split('\n')
    .map(line => line.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n')
    .replace(/\n\nStored as [\s\S]*?(?=AMSGrad|Source|$)/, ' ') // how an optimizer saves passes is of no use to its users
    .trim();
  const [beforeSource, source = ''] = text.split(/\bSources?:\s+/);
  const [definition, shapes = ''] = beforeSource!.split(/\bShapes: /);
  return { definition: definition!.trim(), shapes: inOneLine(shapes), source: inOneLine(source) };
}

const inOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
