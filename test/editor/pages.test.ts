import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { NODES, nodeForms, settingsOf } from '../../scripts/forms';
import { layers, optimizers, parseArguments } from '../../src/catalogue';
import { check } from '../../src/editor/check';
import type { Field, NodeForm } from '../../src/editor/form';
import { classScope, fieldHtml } from '../../src/editor/markup';
import { defaultsOf, fieldsByClass, pageOf } from '../../src/editor/page';
import { order } from '../../src/editor/palette';
import { chosenClass, entriesOf, readSettings } from '../../src/settings';

const forms = nodeForms();

interface Definition {
  readonly category: string;
  readonly color: string;
  readonly inputs?: number;
  readonly outputs?: number;
  readonly icon?: string;
  readonly defaults: Record<string, { value: unknown; type?: string; validate?: (value: unknown) => unknown }>;
  readonly credentials?: Record<string, { type: string }>;
  paletteLabel(): string;
  outputLabels?(index: number): string;
}

/** What the page registers, run as a browser would run it. */
function registered(page: string): { type: string; definition: Definition; form: NodeForm } {
  const script = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(page)![1]!;
  let found: { type: string; definition: Definition } | undefined;
  let given: NodeForm | undefined;
  const tensorwire = {
    form: (form: NodeForm) => {
      given = form;
      return { validator: () => () => true };
    },
  };
  const nodes = { registerType: (type: string, definition: Definition) => (found = { type, definition }) };
  runInNewContext(script, { RED: { nodes }, tensorwire });
  return { ...found!, form: given! };
}

describe('the pages of the nodes', () => {
  for (const form of forms)
    describe(form.type, () => {
      const page = pageOf(form);
      const { type, definition, form: given } = registered(page);

      it('registers its own type, and tells its dialog the whole form', () => {
        assert.equal(type, form.type);
        assert.deepEqual(JSON.parse(JSON.stringify(given)), JSON.parse(JSON.stringify(form)));
      });

      it('shows a field for every property, and no property is without a default', () => {
        const choice = form.classes?.property;
        const own = ['name', ...(choice ? [choice] : []), ...form.fields.map(field => field.property)];
        const secrets = form.fields.filter(({ widget }) => widget === 'secret').map(({ property }) => property);
        assert.deepEqual(Object.keys(definition.credentials ?? {}), secrets); // never in the flow
        const args = Object.values(fieldsByClass(form)).flatMap(fields => fields.map(field => field.property));
        const unseen = [
          ...(form.version === undefined ? [] : ['version']),
          ...(form.secondOutput === undefined ? [] : ['outputs']),
          // Dashboard itself sets the place of a widget in its group.
          ...(form.group === 'dashboard' ? ['order'] : []),
        ];
        const all = new Set([...own.filter(property => !secrets.includes(property)), ...args, ...unseen]);
        assert.deepEqual(Object.keys(definition.defaults).sort(), [...all].sort());
        const rows = [...page.matchAll(/data-property="([^"]+)"/g)].map(([, property]) => property);
        assert.deepEqual(rows.sort(), own.sort());
        if (args.length > 0) assert.match(page, /class="tensorwire-arguments"/);
      });

      it('has defaults that pass its own checks', () => {
        for (const field of form.fields.filter(f => !f.required))
          assert.equal(check(field, field.default), null, field.property);
        for (const fields of Object.values(fieldsByClass(form)))
          for (const field of fields) assert.equal(check(field, field.default), null, field.property);
      });

      it('names configuration nodes that exist', () => {
        for (const { type: config } of Object.values(definition.defaults))
          if (config && !(form.group === 'dashboard' && config === 'ui-group'))
            assert.equal(forms.find(f => f.type === config)?.group, 'config');
      });

      it('has a place in the palette, an icon and a label', () => {
        assert.ok((order as readonly string[]).includes(type), `src/editor/palette.ts: order has no ${type}`);
        assert.equal(definition.category, form.group === 'config' ? 'config' : 'neural network');
        assert.match(definition.color, /^#[0-9a-f]{6}$/);
        if (form.group !== 'config')
          assert.ok(existsSync(join(NODES, type, 'icon.svg')), `nodes/${type}/icon.svg is missing`);
        const asked: string[] = [];
        definition.paletteLabel.call({ _: (key: string) => asked.push(key) } as never);
        assert.deepEqual(asked, [`${type}.palette`]);
      });
    });

  it('defaults of arguments are those of the catalogue', () => {
    const families = forms.filter(form => form.classes);
    assert.ok(families.length >= 7);
    for (const form of families) {
      const { first } = form.classes!;
      const entry = entriesOf(form.classes!)[first]!;
      assert.ok(entry, `${form.type}: ${first}`);
      const raw = Object.entries(defaultsOf(form))
        .filter(([name]) => name in entry.arguments)
        .map(([name, { value }]) => [name, value]);
      assert.deepEqual(
        parseArguments(entry.arguments, Object.fromEntries(raw)),
        parseArguments(entry.arguments, {}),
        form.type,
      );
    }
  });

  it('a new node may have more than its defaults, and a flow that leaves a property out keeps its meaning', () => {
    const fresh = (type: string) => registered(pageOf(forms.find(form => form.type === type)!)).definition.defaults;
    assert.equal(fresh('nn-dense').activation!.value, 'relu');
    assert.equal(fresh('nn-convolution').activation!.value, 'relu');
    assert.equal(fresh('nn-recurrent').activation!.value, 'tanh');
    assert.equal(fresh('nn-dataset').source!.value, 'file');
    assert.equal(fresh('nn-dataset').splitBy!.value, 'stratified');
    for (const form of forms)
      for (const property of Object.keys(form.newNode ?? {})) assert.ok(property in defaultsOf(form), property);
    const dataset = readSettings(settingsOf('nn-dataset').properties, {});
    assert.deepEqual([dataset.source, dataset.splitBy], ['payload', 'random']);
  });

  it('every layer and optimizer of the catalogue has a node', () => {
    const reached = forms.flatMap(form => (form.classes ? Object.keys(entriesOf(form.classes)) : []));
    assert.deepEqual([...new Set(reached)].sort(), [...Object.keys(layers), ...Object.keys(optimizers)].sort());
  });

  it('a node without a class is the first of its family', () => {
    const merge = forms.find(form => form.type === 'nn-merge')!;
    assert.equal(
      chosenClass(merge.classes, () => undefined),
      'Add',
    );
    assert.equal(
      chosenClass(merge.classes, () => 'Concatenate'),
      'Concatenate',
    );
  });

  it('an option that is a word has a text in every language, and keeps its value', () => {
    const html = (form: NodeForm, [name, fields]: [string, readonly Field[]]) =>
      fields.map(field => fieldHtml(field, classScope('set', form.type, name))).join('');
    const page = forms.flatMap(form => Object.entries(fieldsByClass(form)).map(entry => html(form, entry))).join('');
    const found = [...page.matchAll(/<option value="([^"]+)" data-i18n="@tensorwire[^:]+:choice\.([^"]+)"/g)];
    const words = new Set(found.map(([, value]) => value));
    assert.ok(
      ['auto', 'index', 'none', 'one-hot'].every(word => words.has(word)),
      [...words].join(', '),
    );
    for (const language of ['en-US', 'zh-CN']) {
      const path = resolve(NODES, `../src/editor/locales/${language}.json`);
      const { choice } = JSON.parse(readFileSync(path, 'utf8')) as { choice: Record<string, string> };
      for (const [, value, key] of found) {
        assert.equal(key, value);
        assert.match(choice[key!]!, language === 'zh-CN' ? /\p{Script=Han}/u : /^[a-z-]+$/);
      }
    }
    assert.doesNotMatch(page, /<option value="(auto|none)">/);
  });

  it('package.json lists every node and the plugin', () => {
    const manifest = JSON.parse(readFileSync(resolve(NODES, '../package.json'), 'utf8'))['node-red'];
    const wanted = Object.fromEntries(forms.map(({ type, group }) => [type, `dist/nodes/${group}/${type}.js`]));
    assert.deepEqual(manifest.nodes, wanted);
    assert.deepEqual(manifest.plugins, { 'tensorwire-editor': 'dist/editor/tensorwire-editor.html' });
  });
});
