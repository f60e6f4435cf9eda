import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { exampleFlows } from '../../scripts/examples';
import { nodeForm, nodeTypes } from '../../scripts/forms';
import { healthProperties, type Known, PATH, pageFlow, WIDGETS } from '../../src/editor/insert/pages/page';
import { pipelines } from '../../src/editor/insert/pipelines';
import { freeRow, placed } from '../../src/editor/insert/placed';
import { exampleRecord, modelName } from '../../src/editor/insert/record';
import { spread } from '../../src/editor/insert/spread';
import { defaultsOf } from '../../src/editor/page';

const texts = (language: string) => {
  const file = resolve(__dirname, `../../src/editor/locales/${language}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { insert: Record<string, unknown> & { names: object } }).insert;
};

describe('the flows that are inserted', () => {
  for (const pipeline of pipelines)
    describe(pipeline.id, () => {
      const ids = pipeline.nodes.map(({ id }) => id);

      it('has a text in each language, and so have the names of its nodes', () => {
        const keys = pipeline.nodes.flatMap(node => Object.values(node)).filter(value => String(value).startsWith('@'));
        for (const language of ['en-US', 'zh-CN']) {
          const { names, ...rest } = texts(language);
          assert.ok(pipeline.id in rest, language);
          for (const key of keys) assert.ok(String(key).slice(1) in names, `${language}: ${key}`);
        }
      });

      it('names nodes that are there, and properties that they have', () => {
        for (const id of [pipeline.dataset, pipeline.train, pipeline.ask]) assert.ok(ids.includes(id), id);
        for (const { type, wires, id, x, y, ...properties } of pipeline.nodes) {
          for (const target of wires.flat()) assert.ok(ids.includes(target), `${id} → ${target}`);
          if (!nodeTypes.includes(type)) continue;
          const known = Object.keys(defaultsOf(nodeForm(type)));
          for (const property of Object.keys(properties)) assert.ok(known.includes(property), `${type} ${property}`);
        }
      });

      it('gets ids of its own, and its place below what is there', () => {
        let next = 0;
        const { flow, ids: given } = placed(pipeline, {
          z: 'tab',
          x: 20,
          y: 200,
          id: () => `id${++next}`,
          defaults: () => ({ seen: true }),
          text: key => `text ${key}`,
        });
        assert.equal(new Set(given.values()).size, pipeline.nodes.length);
        for (const [i, node] of flow.entries()) {
          const { x, y, wires } = pipeline.nodes[i]!;
          assert.deepEqual([node.y, node.z, node.seen], [y + 200, 'tab', true]);
          assert.ok(Number(node.x) > x);
          assert.deepEqual(
            node.wires,
            wires.map(targets => targets.map(target => given.get(target))),
          );
        }
        assert.equal(flow.find(({ id }) => id === given.get('start'))!.name, 'text start');
      });
    });

  it('stand below the lowest node', () => {
    assert.equal(freeRow([]), 60);
    assert.equal(freeRow([{ y: 40 }, { y: 300, h: 60 }]), 400);
  });

  it('ask about a record of the data, without the target', () => {
    const column = (name: string, type: string, ...examples: string[]) => ({ name, type, examples, missing: 0 });
    const columns = [
      column('amount', 'number', '83.5', '1'),
      column('price', 'number', '1.234,50'),
      column('country', 'category', 'DE'),
      column('id', 'ignored', '7'),
      column('empty', 'category'),
      column('returned', 'boolean', 'yes'),
    ];
    assert.deepEqual(exampleRecord(columns, ['returned']), { amount: 83.5, price: '1.234,50', country: 'DE' });
    const comma = { ...column('price', 'integer', '1.234'), format: { decimal: ',' } };
    assert.deepEqual(exampleRecord([comma], []), { price: '1.234' }, 'a thousand and more');
  });

  it('are named after the file', () => {
    assert.equal(modelName('data/orders 2024.csv'), 'orders 2024');
    assert.equal(modelName('C:\\data\\订单 (2).xlsx'), '订单 -2-');
    assert.equal(modelName('penguins'), 'penguins');
    assert.equal(modelName(''), null);
  });
});

describe('the room for long names', () => {
  const node = (id: string, x: number, w: number, y = 60) => ({ id, x, y, w, h: 30 });

  it('leaves a flow as it is where nothing lies above its neighbor', () => {
    assert.deepEqual([...spread([node('a', 100, 100), node('b', 250, 100), node('c', 110, 300, 120)])], []);
  });

  it('moves what stands to the right of a wide node, in each row, in steps of the grid', () => {
    const moved = spread([
      node('a', 100, 100),
      node('wide', 260, 260),
      node('next', 380, 100),
      node('last', 530, 100),
      node('below', 530, 80, 120),
      node('before', 300, 80, 120),
    ]);
    assert.deepEqual(
      [...moved],
      [
        ['wide', 320],
        ['next', 540],
        ['last', 690],
        ['below', 690],
        ['before', 360],
      ],
    );
  });
});

describe('the widgets that are inserted into a page', () => {
  const place = (configs: readonly Known[]) => {
    let next = 0;
    return {
      ...{ z: 'tab', x: 400, y: 100, configs },
      id: () => `id${++next}`,
      defaults: (type: string) => (type === 'ui-base' ? { path: '/dashboard' } : {}),
      text: (key: string) => `text ${key}`,
    };
  };

  it('bring along a page, its theme and a Dashboard where there are none, and then only a group', () => {
    const first = pageFlow('form', {}, place([]));
    assert.deepEqual(
      first.flow.map(({ type }) => type),
      ['ui-base', 'ui-theme', 'ui-page', 'ui-group', 'ui-nn-form'],
    );
    assert.equal(first.path, `/dashboard${PATH}`);
    const [base, theme, page, group, form] = first.flow as Known[];
    assert.deepEqual([page!.ui, page!.theme, group!.page, form!.group], [base!.id, theme!.id, page!.id, group!.id]);
    assert.deepEqual([form!.z, form!.x, form!.y], ['tab', 400, 100]);
    const configs = first.flow.slice(0, -1) as Known[];
    const second = pageFlow('health', { answer: 'answer' }, place(configs));
    assert.deepEqual(
      second.flow.map(({ type, page, order, answer }) => [type, page, order, answer]),
      [
        ['ui-group', page!.id, 2, undefined],
        ['ui-nn-health', undefined, undefined, 'answer'],
      ],
    );
  });

  it('of teach bring along a network that learns what is shown, as the example does', () => {
    const { flow, widget } = pageFlow('teach', { model: 'taught 2' }, place([]));
    const nodes = flow as (Known & { readonly wires?: readonly (readonly string[])[] })[];
    const own = nodes.find(({ id }) => id === widget)!;
    const byId = new Map(nodes.map(node => [node.id, node]));
    const types = ['ui-nn-teach'];
    for (let at = own; at.wires?.[0]?.length; types.push(at.type)) at = byId.get(at.wires[0][0]!)!;
    const example = exampleFlows()['Teach pictures.json'] as readonly Known[];
    const wanted = example.filter(({ type }) => /^nn-|teach|debug/.test(type)).map(({ type }) => type);
    assert.deepEqual(
      types,
      wanted.filter(type => type !== 'nn-optimizer'),
    );
    assert.equal(nodes.find(({ type }) => type === 'nn-train')!.name, 'taught 2');
    assert.equal(nodes.find(({ type }) => type === 'debug')!.name, 'text report');
    for (const { type, ...properties } of nodes.filter(({ type }) => type.startsWith('nn-'))) {
      const known = Object.keys(defaultsOf(nodeForm(type)));
      for (const property of Object.keys(properties))
        assert.ok([...known, 'id', 'x', 'y', 'z', 'wires'].includes(property), `${type} ${property}`);
    }
  });

  it('use the Dashboard that is there', () => {
    const base = { id: 'mine', type: 'ui-base', path: '/ui' };
    const { flow, path } = pageFlow('batch', {}, place([base, { id: 'dark', type: 'ui-theme' }]));
    assert.deepEqual(
      flow.map(({ type }) => type),
      ['ui-page', 'ui-group', 'ui-nn-batch'],
    );
    assert.deepEqual([flow[0]!.ui, flow[0]!.theme, path], ['mine', 'dark', `/ui${PATH}`]);
  });

  it('have a text in each language, and are nodes', () => {
    for (const language of ['en-US', 'zh-CN'])
      for (const widget of WIDGETS) assert.ok(widget in (texts(language).pages as object), `${language}: ${widget}`);
    for (const widget of WIDGETS) assert.ok(nodeTypes.includes(`ui-nn-${widget}`));
  });

  it('of health read what the predict node writes', () => {
    assert.deepEqual(healthProperties(undefined), {});
    const predict = { id: 'p', type: 'nn-predict', property: 'payload', result: 'payload' };
    assert.deepEqual(healthProperties(predict), { answer: 'payload' });
    assert.deepEqual(healthProperties({ ...predict, result: 'answer' }), { answer: 'answer', record: 'payload' });
  });
});
