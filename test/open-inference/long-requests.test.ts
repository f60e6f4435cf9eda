import assert from 'node:assert/strict';
import { Problem, serve } from '../../src';
import { readRequest } from '../../src/open-inference/protocol/request';
import { readRequestApart } from '../../src/open-inference/server/thread/client';
import { closeAll, predictorFor, rows } from '../inference/by-hand';
import { turnsWhile } from '../turns';
import { shelfOf } from './peer';

const ROWS = 30_000;
const bytesOf = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));
const many = <T>(of: (i: number) => T): T[] => Array.from({ length: ROWS }, (_, i) => of(i));

describe('a long request for predictions', function () {
  this.timeout(60_000);
  afterEach(closeAll);

  it('is read in a thread as it is here: numbers, texts and what is missing', async () => {
    const inputs = [
      { name: 'a', datatype: 'FP64', shape: [ROWS, 1], data: many(i => (i % 7 === 0 ? null : i / 3)) },
      { name: 'b', datatype: 'BYTES', shape: [ROWS], data: many(i => (i % 5 === 0 ? null : `Größe ${i % 9} 大`)) },
      { name: 'c', datatype: 'BOOL', shape: [ROWS], data: many(i => i % 2 === 0) },
    ];
    const bytes = bytesOf({ id: 'q', inputs, outputs: [{ name: 'y' }] });
    let read: unknown;
    const turns = await turnsWhile(async () => {
      read = await readRequestApart(bytes, undefined);
    });
    assert.ok(turns > 5, `${turns} turns`);
    assert.deepEqual(read, readRequest(bytes, undefined));
  });

  it('that is wrong is the same error', async () => {
    const inputs = [{ name: 'a', datatype: 'UINT8', shape: [ROWS], data: many(i => i) }];
    for (const bytes of [bytesOf({ inputs }), bytesOf(many(String)), Buffer.from('['.repeat(100_000))]) {
      const errorOf = async (read: typeof readRequestApart): Promise<unknown> =>
        read(bytes, undefined).then(
          () => null,
          (error: Error) => [error instanceof Problem, error.message],
        );
      const found = await errorOf(readRequestApart);
      assert.deepEqual(found, await errorOf(async (...asked) => readRequest(...asked)));
    }
  });

  it('is answered with pauses, in the order of its rows', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const shelf = shelfOf(predictor);
    const { species, ...record } = rows[0]!;
    const inputs = Object.keys(record).map(name => {
      const data = many(i => rows[i % rows.length]![name as keyof typeof record]);
      const datatype = typeof data[0] === 'string' ? 'BYTES' : typeof data[0] === 'boolean' ? 'BOOL' : 'FP64';
      return { name, datatype, shape: [ROWS, 1], data };
    });
    let json: { outputs: { name: string; data: unknown[] }[] } = { outputs: [] };
    const turns = await turnsWhile(async () => {
      const { status, bytes } = await serve(shelf, {
        ...{ method: 'POST', path: '/v2/models/sample/infer', header: undefined },
        body: async () => bytesOf({ inputs }),
      });
      json = JSON.parse(Buffer.from(bytes).toString());
      assert.equal(status, 200);
    });
    assert.ok(turns > 20, `${turns} turns`);
    const expected = (await predictor.predict(rows)) as { label: string }[];
    const [labels, shares] = json.outputs;
    assert.deepEqual([labels!.name, labels!.data.length, shares!.data.length], ['species', ROWS, 3 * ROWS]);
    assert.deepEqual(
      labels!.data,
      many(i => expected[i % rows.length]!.label),
    );
  });
});
