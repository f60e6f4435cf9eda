import { browser } from '../../test/nodes/dashboard';
import { type Case, csv, datasetOf, modelOf, network, record, type Train } from './cases';
import { core, type FlowNode } from './nodes';

/** What answers requests: of a page that sends a table or follows a training, and over HTTP. */

const count = (n: number): string => n.toLocaleString('en-US');
const GROUP: FlowNode = { id: 'group', type: 'ui-group' };
/** bytes of a file that a page sends at a time */
const PIECE = 512 * 1024;

async function score(table: string): Promise<unknown> {
  const id = await browser.ask('batch', 'begin', { name: 'table.csv' });
  const bytes = Buffer.from(table);
  for (let from = 0; from < bytes.length; from += PIECE)
    await browser.ask('batch', 'piece', { id, bytes: new Uint8Array(bytes.subarray(from, from + PIECE)) });
  return browser.ask('batch', 'score', { id });
}

/** Asks as a page does, until the training is over, and then for whole curves. */
async function follow(): Promise<unknown> {
  const ask = () => browser.ask('monitor', 'newest', { run: null, after: 0 });
  for (;;) {
    const found = (await ask()) as { run: { state: string } } | null;
    if (found !== null && !['running', 'waiting'].includes(found.run.state)) return ask();
    await new Promise(resolve => setTimeout(resolve, 250));
  }
}

/** A request with the columns of `record`, as JSON. */
function requestOf(rows: number): Uint8Array {
  const inputs = Object.entries({ a: 'FP64', b: 'FP64', c: 'FP64', town: 'BYTES' }).map(([name, datatype]) => {
    const data = Array.from({ length: rows }, (_, i) => record(i)[name as 'a']);
    return { name, datatype, shape: [rows, 1], data };
  });
  return Buffer.from(JSON.stringify({ inputs }));
}

export function pageCases(train: Train): Case[] {
  const found: Case[] = [];
  for (const rows of [100, 100_000]) {
    const table = csv(rows);
    found.push({
      ...{ node: 'batch', what: `a table of ${count(rows)} rows`, silent: true },
      flow: [{ id: 'batch', type: 'ui-nn-batch', group: 'group', wires: [[]] }, GROUP],
      first: async () => ({ payload: await modelOf(8, train) }),
      prepare: async () => ({}),
      work: () => score(table),
    });
  }
  for (const epochs of [10, 5000])
    found.push({
      ...{ node: 'monitor', what: `a training of ${count(epochs)} epochs`, to: 'in' },
      flow: [...network(8, epochs), { id: 'monitor', type: 'ui-nn-training', group: 'group', wires: [[]] }, GROUP],
      first: async () => ({ payload: await datasetOf(1000) }),
      prepare: async () => ({}),
      work: follow,
    });
  for (const rows of [1, 1000, 200_000]) {
    const bytes = requestOf(rows);
    let asked: () => Promise<unknown> = async () => undefined;
    found.push({
      ...{ node: 'serve', what: `${count(rows)} rows, ${count(Math.ceil(bytes.length / 1000))} kB`, flow: [GROUP] },
      prepare: async () => {
        const { model, predict } = await core.createPredictor(await modelOf(8, train));
        const shelf = {
          ...{ name: 'bench', version: '0', base: '', names: async () => ['m'], versions: async () => ['1'] },
          ...{ find: async () => undefined, load: async () => model },
          use: <T>(_name: string, _version: string | null, work: (open: never) => Promise<T>) =>
            work({ model, predict: (records: unknown) => predict(records, 'scores') } as never),
        };
        const request = { method: 'POST', path: '/v2/models/m/infer', header: undefined, body: async () => bytes };
        asked = async () => {
          const { status, bytes: said } = await core.serve(shelf, request);
          if (status !== 200) throw new Error(Buffer.from(said).toString('utf8', 0, 500));
        };
        return {};
      },
      work: () => asked(),
    });
  }
  return found;
}
