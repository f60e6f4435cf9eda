import assert from 'node:assert/strict';
import type { Message } from '../../nodes/shared/message';
import type { Dataset } from '../../src';
import { catcher, deploy, end } from './flow';

const rows = Array.from({ length: 30 }, (_, i) => ({ a: i, b: i / 7, kind: i % 2 ? 'p' : 'q' }));

/** The transforms that a dataset node with these columns gives. */
async function transforms(columns: unknown): Promise<Record<string, string>> {
  const at = { z: 'tab', x: 100, y: 100 };
  const flow = await deploy([
    { id: 'tab', type: 'tab' },
    catcher(),
    { ...at, id: 'data', type: 'nn-dataset', target: 'kind', columns, wires: [['end']] },
    end(),
  ]);
  try {
    const { payload } = (await flow.ask('data', { payload: rows })) as Message & { payload: Dataset };
    return Object.fromEntries(payload.pipeline.features.map(({ name, transform }) => [name, transform.kind]));
  } finally {
    await flow.stop();
  }
}

describe('the scaling of a column in nn-dataset', () => {
  it('is set beside the type, as a list and as JSON; a flow of 0.1.0 has types only', async () => {
    const columns = [
      { name: 'a', type: 'number', scaling: 'minmax' },
      { name: 'b', scaling: 'none' },
    ];
    assert.deepEqual(await transforms(columns), { a: 'minmax', b: 'identity' });
    assert.deepEqual(await transforms(JSON.stringify(columns)), { a: 'minmax', b: 'identity' });
    assert.deepEqual(await transforms([{ name: 'a', type: 'number' }]), { a: 'standardize', b: 'standardize' });
    assert.deepEqual(await transforms([{ name: 'a', scaling: 'auto' }]), { a: 'standardize', b: 'standardize' });
  });

  it('is refused where it is none, or where the column is not scaled', async () => {
    await assert.rejects(transforms([{ name: 'a', scaling: 'sqrt' }]), /columns must be auto or a list of .*minmax/);
    await assert.rejects(
      transforms([{ name: 'kind', scaling: 'minmax' }]),
      /column "kind" is of the type \w+, which is not scaled/,
    );
  });
});
