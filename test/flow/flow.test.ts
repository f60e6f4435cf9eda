import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  arrivals,
  expand,
  type Held,
  inOrder,
  Joiner,
  type NodeConfig,
  type Role,
  upstreamFingerprint,
  wiredLoops,
} from '../../src/flow';

const node = (id: string, to: string[] | string[][] = [], more: Partial<NodeConfig> = {}): NodeConfig => ({
  id,
  type: 'layer',
  z: 'tab',
  wires: (Array.isArray(to[0]) ? to : [to]) as string[][],
  ...more,
});
const tab = (id = 'tab', more = {}): NodeConfig => ({ id, type: 'tab', ...more });
const instance = (id: string, of: string, to: string[][] = [[]], z = 'tab') =>
  node(id, to, { type: `subflow:${of}`, z });
const template = (id: string, into: string[], out: [string, number?][][]): NodeConfig => ({
  id,
  type: 'subflow',
  in: [{ wires: into.map(i => ({ id: i })) }],
  out: out.map(wires => ({ wires: wires.map(([from, port = 0]) => ({ id: from, port })) })),
});
/** `a` → [where it leads], for nodes that lead somewhere */
const wires = (configs: NodeConfig[]) =>
  Object.fromEntries(
    [...expand(configs).nodes].map(([id, n]) => [id, n.wires.flat()]).filter(([, to]) => to!.length > 0),
  );

describe('expanding the deployed configuration', () => {
  it('leaves out what does not run', () => {
    const flow = expand([
      tab(),
      tab('off', { disabled: true }),
      node('a', ['b', 'c']),
      node('b', [], { d: true }),
      node('c'),
      node('d', [], { z: 'off' }),
      node('g', [], { type: 'group' }),
      node('loose', [], { z: undefined }),
    ]);
    assert.deepEqual([...flow.nodes.keys()], ['a', 'c', 'loose']);
    assert.deepEqual(flow.nodes.get('a')!.wires, [['c']]);
  });

  it('gives each instance of a subflow its own nodes, also nested, with several outputs', () => {
    const inner = [template('I', ['x'], [[['x', 0]], [['x', 1]]]), node('x', [[], []], { z: 'I' })];
    const outer = [
      template('O', ['i'], [[['i', 1]], [['y']]]),
      instance('i', 'I', [['y'], []], 'O'),
      node('y', [], { z: 'O' }),
    ];
    assert.deepEqual(
      wires([
        tab(),
        ...inner,
        ...outer,
        node('a', ['p', 'q']),
        instance('p', 'O', [['end'], ['q']]),
        instance('q', 'O'),
        node('end'),
      ]),
      { a: ['p-i-x', 'q-i-x'], 'p-i-x': ['p-y', 'end'], 'p-y': ['q-i-x'], 'q-i-x': ['q-y'] },
    );
  });

  it('follows an input that is wired straight to an output', () => {
    const through = template('T', [], [[['T']]]);
    assert.deepEqual(wires([tab(), through, node('a', ['t']), instance('t', 'T', [['b']]), node('b')]), { a: ['b'] });
  });

  it('follows links whichever end names the other, within one subflow instance', () => {
    assert.deepEqual(
      wires([
        tab(),
        node('o', [], { type: 'link out', links: ['i'] }),
        node('i', ['b'], { type: 'link in' }),
        node('b'),
      ]),
      { o: ['i'], i: ['b'] },
    );
    assert.deepEqual(
      wires([
        tab(),
        node('o', [], { type: 'link out' }),
        node('i', ['b'], { type: 'link in', links: ['o'] }),
        node('b'),
      ]),
      { o: ['i'], i: ['b'] },
    );
    const sub = [
      template('S', ['o'], []),
      node('o', [], { type: 'link out', z: 'S', links: ['i'] }),
      node('i', [], { type: 'link in', z: 'S' }),
    ];
    assert.deepEqual(wires([tab(), ...sub, instance('s', 'S'), instance('t', 'S')]), {
      's-o': ['s-i'],
      't-o': ['t-i'],
    });
  });

  it('takes 3,000 layers in one breath', () => {
    const chain = Array.from({ length: 3000 }, (_, i) => node(`l${i}`, [`l${i + 1}`]));
    const flow = expand([tab(), ...chain, node('l3000', [], { type: 'merge' })]);
    assert.equal(arrivals(flow, roles)!.get('l3000')!.length, 0); // no input: no network
    assert.equal(wiredLoops(flow, () => false).size, 0);
  });
});

const roles = ({ config: { type } }: { config: NodeConfig }): Role =>
  (['input', 'layer', 'merge', 'train'] as string[]).includes(type) ? (type as Role) : 'through';
const branches = (configs: NodeConfig[], merge = 'm') =>
  arrivals(expand([tab(), ...configs]), roles)
    ?.get(merge)
    ?.map(({ branch }) => branch.join('>'))
    .sort();
const input = (id: string, to: string[]) => node(id, to, { type: 'input' });
const merge = (id = 'm', to: string[] = []) => node(id, to, { type: 'merge' });
const inject = (id: string, to: string[]) => node(id, to, { type: 'inject' });

describe('what arrives at a merge', () => {
  it('is the branches of one message', () => {
    assert.deepEqual(
      branches([
        inject('s', ['i']),
        input('i', ['a', 'b']),
        node('a', ['m']),
        node('b', ['c']),
        node('c', ['m']),
        merge(),
      ]),
      ['i>a', 'i>b>c'],
    );
  });
  it('does not add up over inject nodes', () => {
    assert.deepEqual(
      branches([inject('s', ['i']), inject('t', ['i']), input('i', ['a', 'm']), node('a', ['m']), merge()]),
      ['i', 'i>a'],
    );
  });
  it('counts messages, not wires: two ways from one layer are two', () => {
    const junction = (id: string) => node(id, ['m'], { type: 'junction' });
    assert.deepEqual(branches([input('i', ['j', 'k']), junction('j'), junction('k'), merge()]), ['i', 'i']);
  });
  it('counts a shared layer once for each branch that passes it', () => {
    assert.deepEqual(branches([input('i', ['shared']), input('j', ['shared']), node('shared', ['m']), merge()]), [
      'i>shared',
      'j>shared',
    ]);
  });
  it('begins anew behind another merge', () => {
    const flow = [
      input('i', ['a', 'b', 'm']),
      node('a', ['n']),
      node('b', ['n']),
      merge('n', ['c']),
      node('c', ['m']),
      merge(),
    ];
    assert.deepEqual(branches(flow), ['i', 'n>c']);
  });
  it('returns from a link call to the caller, also when it calls twice', () => {
    const call = (id: string, to: string[]) => node(id, to, { type: 'link call', links: ['li'], linkType: 'static' });
    const shared = [
      node('li', ['s'], { type: 'link in' }),
      node('s', ['ret']),
      node('ret', [], { type: 'link out', mode: 'return' }),
    ];
    assert.deepEqual(
      branches([
        input('i', ['c1', 'c2']),
        call('c1', ['a']),
        call('c2', ['c3']),
        call('c3', ['m']),
        node('a', ['m']),
        ...shared,
        merge(),
      ]),
      ['i>s>a', 'i>s>s'],
    );
    assert.equal(
      wiredLoops(expand([tab(), input('i', ['c1']), call('c1', ['c2']), call('c2', []), ...shared]), () => false).size,
      0,
    );
  });
  it('gives up where forks double too often', () => {
    const ladder = Array.from({ length: 30 }, (_, i) => [
      node(`a${i}`, [`a${i + 1}`, `b${i + 1}`]),
      node(`b${i}`, [`a${i + 1}`, `b${i + 1}`]),
    ]).flat();
    assert.equal(
      branches([input('i', ['a0', 'b0']), ...ladder, node('a30', ['m']), node('b30', ['m']), merge()]),
      undefined,
    );
  });
  it('ends on loops', () => {
    const flow = [input('i', ['a']), node('a', ['b']), node('b', ['a', 'm']), merge()];
    assert.deepEqual(branches(flow), ['i>a>b']);
    assert.deepEqual([...wiredLoops(expand([tab(), ...flow]), () => false).keys()].sort(), ['a', 'b']);
  });
});

describe('the order of branches', () => {
  const flow = expand([
    tab(),
    node('low', [], { x: 0, y: 50 }),
    node('high', [], { x: 9, y: 10 }),
    node('left', [], { x: 1, y: 10 }),
  ]);
  it('is top to bottom, then left to right, unless it is given', () => {
    const all = ['low', 'high', 'left'].map(from => ({ from }));
    assert.deepEqual(
      inOrder(flow, all).map(b => b.from),
      ['left', 'high', 'low'],
    );
    assert.deepEqual(
      inOrder(flow, all, ['low', 'high']).map(b => b.from),
      ['low', 'high', 'left'],
    );
  });
});

describe('the fingerprint of what is upstream', () => {
  const print = (configs: NodeConfig[], settings: Record<string, unknown>) =>
    upstreamFingerprint(expand([tab(), ...configs]), 't', id => settings[id]);
  const base = () => [node('d', ['j']), node('j', ['t'], { type: 'junction' }), node('t')];
  it('changes with settings and wires, not with what only passes messages on', () => {
    const settings = { d: { units: 1 }, t: { epochs: 1 } };
    const before = print(base(), settings);
    assert.equal(print([node('d', ['t'], { x: 7 }), node('t'), node('debug')], settings), before);
    assert.notEqual(print(base(), { ...settings, d: { units: 2 } }), before);
    assert.notEqual(print([node('d'), node('t')], settings), before);
    assert.notEqual(print([...base(), node('e', ['t'])], { ...settings, e: {} }), before);
  });
});

describe('joining branches', () => {
  const joined: string[][] = [];
  const errors: string[] = [];
  let done = 0;
  const joiner = (timeout = 0, limit = 0) =>
    new Joiner<string>({
      subject: 'merge',
      timeout,
      limit,
      label: b => b.join('>'),
      join: held => joined.push(held.map(h => h.message)),
    });
  const held = (message: string, ...branch: string[]): Held<string> => ({
    message,
    branch,
    done(error) {
      done++;
      if (error) errors.push(error.message);
    },
  });
  beforeEach(() => {
    joined.length = 0;
    errors.length = 0;
    done = 0;
  });

  it('keeps the order of branches whatever the order of arrival, and never mixes messages', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(['1a', '1b', '1c', '2a', '2b', '2c', '3a', '3b', '3c'], { minLength: 9 }),
        arriving => {
          joined.length = 0;
          const j = joiner();
          j.expect([['a'], ['b'], ['c']], 0);
          for (const m of arriving) j.add(m[0]!, held(m, m[1]!));
          assert.deepEqual(
            [...joined].sort(),
            ['1', '2', '3'].map(n => [`${n}a`, `${n}b`, `${n}c`]),
          );
        },
      ),
    );
  });
  it('joins the k-th message of one branch with the k-th of another', () => {
    const j = joiner();
    j.expect([['a'], ['b']], 0);
    for (const m of ['a1', 'a2', 'b1', 'a3', 'b2', 'b3']) j.add('id', held(m, m[0]!));
    assert.deepEqual(joined, [
      ['a1', 'b1'],
      ['a2', 'b2'],
      ['a3', 'b3'],
    ]);
  });
  it('holds what comes before the flow check has counted', () => {
    const j = joiner();
    j.add('id', held('a1', 'a'));
    assert.deepEqual(joined, []);
    j.expect([['a']], 0);
    assert.deepEqual(joined, [['a1']]);
  });
  it('takes as many as expected where the flow check could not see the branches', () => {
    const j = joiner();
    j.expect([], 2);
    j.add('id', held('x1', 'x'));
    j.add('id', held('y1', 'y'));
    assert.deepEqual(joined, [['x1', 'y1']]);
  });
  it('names the branch that is missing', async () => {
    const j = joiner(1);
    j.expect(
      [
        ['in', 'a'],
        ['in', 'b'],
      ],
      0,
    );
    j.add('id', held('a1', 'in', 'a'));
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.deepEqual(errors, ['merge: the branch from in>b did not arrive in time; 1 of 2 branches came']);
  });
  it('gives up the oldest message where too many wait', () => {
    const j = joiner(0, 2);
    j.expect([['a'], ['b']], 0);
    for (const id of ['1', '2', '3']) j.add(id, held(id, 'a'));
    assert.equal(errors.length, 1);
    j.add('2', held('2', 'b'));
    assert.equal(joined.length, 1);
  });
  it('is done with everything when it is closed', () => {
    const j = joiner();
    j.expect([['a'], ['b']], 0);
    for (const id of ['1', '2']) j.add(id, held(id, 'a'));
    j.close();
    assert.deepEqual([done, errors], [2, []]);
  });
});
