import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import temml from 'temml';
import { ROOT } from './root';
import type { Language } from './text';
import { words } from './words';

const formulas: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  readFileSync(join(ROOT, 'docs/reference/formulas.json'), 'utf8'),
);

/** The formula of an entry as MathML, which every browser shows without a font or a script of its own. */
export function formulaOf(list: string, name: string, language: Language, displayMode = true): string {
  const tex = formulas[list]?.[name];
  if (tex === undefined) throw new Error(`docs/reference/formulas.json has no formula for ${list}/${name}.`);
  const { textOf } = words[language];
  const inLanguage = tex.replace(/\\text\{([^}]*)\}/g, (whole, text: string) =>
    textOf[text] === undefined ? whole : `\\text{${textOf[text]}}`,
  );
  const math = temml.renderToString(inLanguage, { displayMode, throwOnError: true });
  return displayMode ? `<div v-pre class="formula">${math}</div>` : `<span v-pre>${math}</span>`;
}
