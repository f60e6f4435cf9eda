import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeTypes, settingsOf } from '../../scripts/forms';
import { migratedFlow } from '../../src/editor/migrate';
import { type Migration, migrate, type NodeProperties, readSettings, versionOf } from '../../src/settings';

const FLOWS = join(__dirname, '../fixtures/0.1.0/flows');
const flowOf = (file: string) => JSON.parse(readFileSync(join(FLOWS, file), 'utf8')) as NodeProperties[];

const migrations = Object.fromEntries(
  nodeTypes.flatMap(type => {
    const known = settingsOf(type).migrations;
    return known ? [[type, known] as const] : [];
  }),
);
const up = (type: string, to: number, config: NodeProperties) =>
  migrate(
    migrations[type]!.filter(migration => migration.to <= to),
    config,
  );

/** Of each step what a node had before, and what it has after. */
const CASES: Readonly<Record<string, readonly [before: NodeProperties, after: NodeProperties][]>> = {
  'nn-dataset 1': [
    [{ target: 'species' }, { target: 'species', splitBy: 'stratified' }],
    [{ splitBy: 'random' }, { splitBy: 'random' }],
  ],
  'nn-model 1': [
    [
      { name: 'iris', alias: '' },
      { name: 'iris', alias: '', action: 'load' },
    ],
    [{ action: '' }, { action: 'load' }],
    [{ action: 'save' }, { action: 'save' }],
  ],
  'nn-train 1': [
    [{ epochs: 3 }, { epochs: 3, progressAs: 'object', progressEvery: 'epoch' }],
    [
      { progressAs: 'chart', progressEvery: '' },
      { progressAs: 'chart', progressEvery: 'epoch' },
    ],
  ],
  'nn-train 2': [
    [
      { epochs: 3, earlyStopping: true, patience: '' },
      { epochs: 3, batchSize: 32, earlyStopping: true, patience: 10, restoreBestWeights: false },
    ],
    [
      { epochs: '', restoreBestWeights: '${BEST}' },
      { epochs: 10, batchSize: 32, earlyStopping: false, patience: 10, restoreBestWeights: '${BEST}' },
    ],
  ],
  'nn-reshape 1': [
    [
      { layer: 'RepeatVector', n: '5' },
      { layer: 'RepeatVector', repeats: '5' },
    ],
    [
      { layer: 'RepeatVector', n: '5', repeats: 3 },
      { layer: 'RepeatVector', repeats: 3 },
    ],
    [
      { layer: 'RepeatVector', n: 5, repeats: '' },
      { layer: 'RepeatVector', repeats: 5 },
    ],
    [
      { layer: 'Reshape', targetShape: '2, 3' },
      { layer: 'Reshape', targetShape: '2, 3' },
    ],
  ],
};

describe('migrations of node properties', () => {
  for (const [type, steps] of Object.entries(migrations))
    for (const { to } of steps)
      it(`${type} to version ${to}: before and after`, () => {
        const cases = CASES[`${type} ${to}`];
        assert.ok(cases, `${type} ${to} has no test`);
        for (const [before, after] of cases) {
          const known = to > 1 ? { version: to - 1, ...before } : before;
          assert.deepEqual(up(type, to, known), { ...after, version: to });
        }
      });

  it('lead from 0 to the version of the node, each from where the one before ends', () => {
    for (const [type, steps] of Object.entries(migrations)) {
      assert.deepEqual(
        steps.map(({ from }) => from),
        [0, ...steps.slice(0, -1).map(({ to }) => to)],
        type,
      );
      assert.ok(
        steps.every(({ from, to }) => to > from),
        type,
      );
    }
  });

  it('what is of today, or of a later version, is not touched', () => {
    const steps: Migration[] = [
      { from: 0, to: 1, up: config => ({ ...config, first: true }) },
      { from: 1, to: 2, up: config => ({ ...config, second: true }) },
    ];
    assert.equal(versionOf(steps), 2);
    assert.deepEqual(migrate(steps, { a: 1 }), { a: 1, first: true, second: true, version: 2 });
    assert.deepEqual(migrate(steps, { version: '1' }), { second: true, version: 2 });
    for (const version of [2, 3]) assert.deepEqual(migrate(steps, { version }), { version });
    assert.deepEqual(migrate(undefined, { a: 1 }), { a: 1 });
    for (const version of [null, 'x', -1, {}, []]) assert.equal(migrate(steps, { version }).version, 2);
  });
});

describe('the flows of 0.1.0', () => {
  const files = readdirSync(FLOWS);
  it('are nine', () => assert.equal(files.length, 9));

  for (const file of files)
    it(`${file}: migrated once or twice is the same, and nothing else changes`, () => {
      const before = flowOf(file);
      const once = migratedFlow(migrations, before) as NodeProperties[];
      assert.deepEqual(migratedFlow(migrations, once), once);
      assert.deepEqual(JSON.parse(JSON.stringify(migratedFlow(migrations, JSON.stringify(before)))), once);
      for (const [i, node] of before.entries()) {
        const type = String(node.type);
        assert.deepEqual({ ...once[i]!, ...node }, once[i], type);
        if (type in migrations) assert.equal(once[i]!.version, versionOf(migrations[type]));
        else assert.equal(once[i], node);
      }
      assert.deepEqual(before, flowOf(file), 'the flow that was given is as it was');
    });

  for (const file of files)
    it(`${file}: means what it meant`, () => {
      for (const node of migratedFlow(migrations, flowOf(file)) as NodeProperties[]) {
        const type = String(node.type);
        if (!nodeTypes.includes(type)) continue;
        const found: NodeProperties = readSettings(settingsOf(type).properties, node);
        if (type === 'nn-train') assert.deepEqual([found.progressAs, found.progressEvery], ['object', 'epoch']);
        if (type === 'nn-model') assert.equal(found.action, node.action);
      }
    });
});

describe('a flow as the editor takes it in', () => {
  it('may be nodes, one node or JSON; what is none is left as it is', () => {
    const old = { id: 'a', type: 'nn-reshape', layer: 'RepeatVector', n: 4 };
    const now = { id: 'a', type: 'nn-reshape', layer: 'RepeatVector', repeats: 4, version: 1 };
    assert.deepEqual(migratedFlow(migrations, [old, { type: 'debug' }]), [now, { type: 'debug' }]);
    assert.deepEqual(migratedFlow(migrations, old), now);
    assert.deepEqual(migratedFlow(migrations, JSON.stringify([old])), [now]);
    assert.deepEqual(migratedFlow(migrations, JSON.stringify(old)), now);
    for (const odd of ['', 'no flow', '7', '{"a":1}', null, undefined, 7, [null, 7, { type: 7 }, { type: 'toString' }]])
      assert.deepEqual(migratedFlow(migrations, odd), odd);
  });
});
