import assert from 'node:assert/strict';
import { nodeForms } from '../../scripts/forms';
import { Model } from '../../src';
import { check } from '../../src/editor/check';
import { classFields } from '../../src/editor/class-fields';
import { label } from '../../src/editor/label';
import { defaultsOf } from '../../src/editor/page';
import { validator } from '../../src/editor/validate';
import { chosenClass, entriesOf } from '../../src/settings';
import { catcher, deploy, end, type FlowNode } from './flow';

/** Property names that every object has. As a value or a name, each is text like any other. */
const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', '__defineGetter__'];

/** Values of a flow written by hand: a property may be any JSON. */
const VALUES: readonly unknown[] = [...NAMES, {}, [null], [[1]], true];

const forms = nodeForms();

/** A JavaScript error that no user understands. */
const UNNAMED =
  /is not (a function|iterable|an object|defined|a constructor)|Cannot (read|convert|destructure|set|access)|undefined|\[object |Invalid (array|typed)|call stack|native code/;

/** A node for each property, class and value: the others have what a new node has. */
const settings = forms.flatMap(form => {
  const { property: choice } = form.classes ?? {};
  const classes = form.classes && choice ? Object.keys(entriesOf(form.classes)) : [''];
  return classes.flatMap(className => {
    const own = form.fields.map(({ property }) => property);
    const args = classFields(form.classes, className || form.classes?.first || '').map(({ property }) => property);
    const all = ['name', ...(choice && className === form.classes?.first ? [choice] : []), ...own, ...args];
    return all.flatMap(property =>
      VALUES.map(value => {
        const defaults = Object.fromEntries(Object.entries(defaultsOf(form)).map(([name, d]) => [name, d.value]));
        const chosen = choice ? { [choice]: className } : {};
        return { form, property, node: { type: form.type, ...defaults, ...chosen, [property]: value } };
      }),
    );
  });
});

describe('names of what every object has', function () {
  this.timeout(120_000);

  it('as the value of a property: a node takes it, or says what it must be', async () => {
    const nodes = settings.map(
      ({ form, node }, i): FlowNode => ({
        ...(form.group === 'config' ? {} : { z: 'tab', x: 1, y: 1, wires: [[]] }),
        ...node,
        id: `n${i}`,
      }),
    );
    assert.ok(nodes.length > 5000, `${nodes.length} nodes`);
    const logged: string[] = [];
    const flow = await deploy([{ id: 'tab', type: 'tab' }, ...nodes], {
      logging: { hear: { level: 'error', handler: () => (entry: { msg: unknown }) => logged.push(String(entry.msg)) } },
    });
    const refused = settings.filter((_, i) => flow.fill(`n${i}`) === 'red').length;
    assert.ok(refused > nodes.length / 2, `${refused} of ${nodes.length} are refused`);
    const wrong = settings.flatMap(({ form, property, node }, i) => {
      const status = flow.status(`n${i}`);
      return UNNAMED.test(status) ? [`${form.type} ${property}: ${JSON.stringify(node)}: ${status}`] : [];
    });
    assert.deepEqual(wrong.slice(0, 20), []);
    assert.deepEqual(logged.filter(text => UNNAMED.test(text)).slice(0, 20), []);
  });

  it('as the value of a property: the form checks it and the label shows it', () => {
    // what the validators ask the editor: its texts, and an empty canvas
    const editor = { _: (key: string) => key, nodes: { eachNode: () => {}, eachLink: () => {} } };
    Object.assign(globalThis, { RED: editor });
    after(() => Reflect.deleteProperty(globalThis, 'RED'));
    for (const { form, property, node } of settings) {
      const shown = { id: 'x', ...node, _: (key: string) => key } as unknown as EditorNode;
      assert.equal(typeof label(shown, form), 'string');
      const choice = chosenClass(form.classes, name => shown[name]);
      for (const field of [...form.fields, ...classFields(form.classes, choice)]) {
        const problem = check(field, shown[field.property]);
        assert.ok(problem === null || typeof problem.key === 'string', `${form.type} ${property}`);
      }
      assert.ok([true, false].includes(validator(form, property).call(shown, shown[property]) as boolean));
    }
  });

  it('as a path in the message: nothing is written into all objects', async () => {
    const paths = [
      '__proto__.polluted',
      'constructor.prototype.polluted',
      'payload["__proto__"].polluted',
      '__proto__',
    ];
    const flow = await deploy([
      { id: 'tab', type: 'tab' },
      catcher(),
      ...paths.flatMap((path, i): FlowNode[] => [
        { id: `w${i}`, type: 'nn-tensor', z: 'tab', action: 'from array', result: path, wires: [['end']] },
        { id: `r${i}`, type: 'nn-tensor', z: 'tab', action: 'from array', property: path, wires: [['end']] },
      ]),
      { id: 'own', type: 'nn-tensor', z: 'tab', action: 'from array', property: 'toString', wires: [['end']] },
      end(),
    ]);
    for (const i of paths.keys())
      for (const id of [`w${i}`, `r${i}`])
        assert.match(
          (await flow.fails(id, { payload: [1] })).message,
          /(result|property) must be a path in the message/,
        );
    assert.match((await flow.fails('own', { payload: [1] })).message, /received nothing/);
    assert.ok(!('polluted' in {}));
  });

  it('as columns, classes, targets, labels of nodes, and names of models', async () => {
    const [column, other, target] = ['constructor', '__proto__', 'toString'];
    const rows = Array.from({ length: 40 }, (_, i) =>
      Object.fromEntries([
        [column, i],
        [other, NAMES[i % 3]],
        [target, NAMES[i % 2]],
      ]),
    );
    const to = (id: string, type: string, next: string, more: Partial<FlowNode> = {}): FlowNode => ({
      ...{ id, type, z: 'tab', x: 1, y: 1, wires: [[next]] },
      ...more,
    });
    const flow = await deploy([
      { id: 'tab', type: 'tab' },
      catcher(),
      to('data', 'nn-dataset', 'in', { target, columns: [{ name: other, type: 'category' }], seed: 1 }),
      to('in', 'nn-input', 'dense', { name: 'constructor' }),
      to('dense', 'nn-dense', 'out', { units: 4, name: '__proto__' }),
      to('out', 'nn-output', 'train', { name: 'hasOwnProperty' }),
      to('train', 'nn-train', 'end', { name: 'constructor', epochs: 2, seed: 1 }),
      to('save', 'nn-model', 'end', { action: 'save' }),
      to('predict', 'nn-predict', 'end', { model: 'constructor' }),
      to('unknown', 'nn-predict', 'end', { model: 'hasOwnProperty' }),
      end(),
    ]);
    const { payload: model } = await flow.ask('data', { payload: rows });
    assert.ok(Model.is(model));
    await flow.ask('save', { payload: model });
    const { payload } = await flow.ask('predict', { payload: rows.slice(0, 2) });
    const [first] = payload as { target: string; label: string; probabilities: Record<string, number> }[];
    assert.equal(first!.target, target);
    assert.deepEqual(Object.keys(first!.probabilities).sort(), ['__proto__', 'constructor']);
    const { message } = await flow.fails('unknown', { payload: rows.slice(0, 1) });
    assert.doesNotMatch(message, UNNAMED);
    assert.match(message, /hasOwnProperty/);
  });
});
