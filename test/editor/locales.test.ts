import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { entriesOf } from '../../src/editor/catalogue';
import type { Field, Form, NodeForm } from '../../src/editor/form';
import { type HelpTexts, helpOf, type NodeTexts } from '../../src/editor/help';

const ROOT = resolve(__dirname, '../..');
const NODES = join(ROOT, 'nodes');
const types = readdirSync(NODES).filter(type => existsSync(join(NODES, type, 'form.ts')));
const formOf = (type: string): NodeForm => ({
  ...(require(join(NODES, type, 'form.ts')) as { default: Form }).default,
  type,
});

/** The part of the build that reads the texts; it fails on what is missing and on what nothing uses. */
interface Locales {
  languages: string[];
  nodeTexts(form: NodeForm, language: string, tools: object): NodeTexts;
  editorTexts(language: string): { help: HelpTexts };
  checkEditorTexts(): void;
}

describe('the texts of the nodes', () => {
  let locales: Locales;
  before(async () => {
    locales = (await import(pathToFileURL(join(ROOT, 'scripts/build/locales.mjs')).href)) as Locales;
  });

  for (const type of types)
    it(`${type} is whole in every language`, () => {
      for (const language of locales.languages) {
        const texts = locales.nodeTexts(formOf(type), language, { entriesOf });
        assert.match(
          Object.values(texts.label).join(''),
          language === 'zh-CN' ? /\p{Script=Han}|^$/u : /^[\x20-\x7e²]*$/,
        );
        const help = helpOf(formOf(type), '<!-- properties -->', texts, locales.editorTexts(language).help);
        for (const { property } of formOf(type).fields)
          assert.ok(help.includes(`<dt>${texts.label[property]} `), property);
      }
    });

  it('the shared texts have the same keys in every language', () => locales.checkEditorTexts());

  it('a field without a translation ends the build', () => {
    const form = formOf('nn-output');
    const extra: Field = { property: 'extra', default: '', widget: 'text' };
    assert.throws(
      () => locales.nodeTexts({ ...form, fields: [...form.fields, extra] }, 'zh-CN', { entriesOf }),
      /zh-CN\.json: translations are missing: label\.extra, tip\.extra/,
    );
  });

  it('a translation that nothing uses ends the build', () => {
    const form = formOf('nn-output');
    assert.throws(
      () => locales.nodeTexts({ ...form, fields: form.fields.slice(1) }, 'en-US', { entriesOf }),
      /nothing uses label\.target, tip\.target/,
    );
  });
});
