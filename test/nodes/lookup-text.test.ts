import assert from 'node:assert/strict';
import type { Message } from '../../nodes/shared/message';
import type { Dataset, Model } from '../../src';
import { catcher, deploy, end, type FlowNode, node, type Running } from './flow';

/** 250 parts, four rows each; which half of the alphabet a part's last letter is in says whether it breaks. */
const letter = (i: number): string => String.fromCharCode(97 + ((i * 7) % 26));
const rows = Array.from({ length: 1000 }, (_, i) => {
  const part = `part ${i % 250} ${letter(i % 250)}`;
  return { part, age: (i * 13) % 17, breaks: letter(i % 250) < 'n' ? 'yes' : 'no' };
});

describe('a text that repeats, with more values than fit one-hot', () => {
  let flow: Running;
  afterEach(() => flow.stop());
  const flowWith = (...layers: FlowNode[]): FlowNode[] => [
    { id: 'tab', type: 'tab' },
    catcher(),
    node('data', 'nn-dataset', ['in'], { target: 'breaks', splitBy: 'stratified' }),
    node('in', 'nn-input', [layers[0]!.id], { columns: 'part' }),
    ...layers,
    { ...node('train', 'nn-train', [], { epochs: 60, seed: 1 }), wires: [['end'], []] },
    node('predict', 'nn-predict', ['end'], { output: 'label' }),
    end(),
  ];

  it('is read by an embedding without setting its type, and by predict as it came', async () => {
    flow = await deploy(
      flowWith(
        node('embedding', 'nn-embedding', ['out'], { layer: 'Embedding', outputDim: 4 }),
        node('out', 'nn-output', ['train']),
      ),
    );
    const message = (await flow.ask('data', { payload: rows })) as Message & { payload: Model; dataset: Dataset };
    const { features, lookups } = message.dataset.body.pipeline;
    assert.deepEqual([features.map(f => f.name), lookups?.map(f => f.name)], [['age'], ['part']]);
    assert.match(
      message.dataset.body.findings.leftOut.join(),
      /column "part" is not used: .*, or read it with an embedding layer, after an input node of this column only/,
    );
    const { pipeline } = message.payload.body;
    assert.deepEqual([pipeline!.features.map(f => f.name), pipeline!.lookups], [['part'], undefined]);
    flow.send('predict', message);
    const some = rows.slice(0, 200);
    const answers = (await flow.ask('predict', { payload: some })).payload as string[];
    const right = answers.filter((answer, i) => answer === some[i]!.breaks).length;
    assert.ok(right > 190, `${right} of 200`);
    assert.ok(
      ['yes', 'no'].includes((await flow.ask('predict', { payload: { part: 'never seen' } })).payload as string),
    );
  });

  it('is refused by any other layer, with both ways out', async () => {
    flow = await deploy(flowWith(node('out', 'nn-output', ['train'])));
    assert.match(
      (await flow.fails('data', { payload: rows })).message,
      /input: column "part" has 2\d\d different texts: wire an embedding layer after this input, .* or set the column's type to category/,
    );
  });
});
