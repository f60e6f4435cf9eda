import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeForm, nodeTypes } from '../../scripts/forms';
import type { Field, NodeForm } from '../../src/editor/form';
import { type HelpTexts, helpOf, type NodeTexts } from '../../src/editor/help';
import { entriesOf } from '../../src/settings';

const ROOT = resolve(__dirname, '../..');

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

  for (const type of nodeTypes)
    it(`${type} is whole in every language`, () => {
      for (const language of locales.languages) {
        const texts = locales.nodeTexts(nodeForm(type), language, { entriesOf });
        assert.match(
          Object.values(texts.label).join(''),
          language === 'zh-CN' ? /\p{Script=Han}|^$/u : /^[\x20-\x7e²]*$/,
        );
        const help = helpOf(nodeForm(type), '<!-- properties -->', texts, locales.editorTexts(language).help);
        for (const { property } of nodeForm(type).fields)
          assert.ok(help.includes(`<dt>${texts.label[property]} `), property);
      }
    });

  it('the shared texts have the same keys in every language', () => locales.checkEditorTexts());

  it('a field without a translation ends the build', () => {
    const form = nodeForm('nn-output');
    const extra: Field = { property: 'extra', default: '', widget: 'text' };
    assert.throws(
      () => locales.nodeTexts({ ...form, fields: [...form.fields, extra] }, 'zh-CN', { entriesOf }),
      /zh-CN\.json: translations are missing: label\.extra, tip\.extra/,
    );
  });

  it('a translation that nothing uses ends the build', () => {
    const form = nodeForm('nn-output');
    assert.throws(
      () => locales.nodeTexts({ ...form, fields: form.fields.slice(1) }, 'en-US', { entriesOf }),
      /nothing uses label\.target, tip\.target/,
    );
  });
});
