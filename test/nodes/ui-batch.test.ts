import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { browser } from './dashboard';
import { deploy, end, type FlowNode, node, type Running, stopAll } from './flow';

/** Read with a decimal point in training. */
const records = Array.from({ length: 200 }, (_, i) => ({
  amount: 10.5 + ((i * 37) % 2000),
  country: ['DE', 'FR'][i % 2],
  returned: (i * 37) % 2000 > 1000 ? 'yes' : 'no',
}));
const flow: FlowNode[] = [
  { id: 'tab', type: 'tab' },
  { id: 'group', type: 'ui-group' },
  node('data', 'nn-dataset', ['net'], { target: 'returned', seed: 1 }),
  node('net', 'nn-network', ['train'], { recipe: 'table' }),
  node('train', 'nn-train', ['batch'], { name: 'orders', epochs: 30, members: 1, seed: 1 }),
  node('batch', 'ui-nn-batch', ['end'], { group: 'group', confidence: 0.9 }),
  end(),
];
/** As a spreadsheet of a German saves it. */
const GERMAN = `Bestellung;amount;country\r\n1;1.900,50;DE\r\n2;12,5;FR\r\n"3 ""x""";1.800,00;DE\r\n`;

interface Table {
  readonly id: string;
  readonly header: string[];
  readonly rows: number;
  readonly from: number;
  readonly spread: { bars: { name: string; rows: number }[] }[];
}

async function trained(): Promise<Running> {
  const running = await deploy(flow);
  running.send('data', { payload: records });
  await running.until('batch', 'orders v1');
  return running;
}
async function send(
  text: string,
  name = 'Bestellungen.csv',
  piece = 20,
  language: 'en-US' | 'zh-CN' = 'en-US',
): Promise<Table> {
  const id = await browser.ask('batch', 'begin', { name });
  const bytes = Buffer.from(text, 'latin1');
  for (let from = 0; from < bytes.length; from += piece)
    await browser.ask('batch', 'piece', { id, bytes: bytes.subarray(from, from + piece) });
  return (await browser.ask('batch', 'score', { id }, language)) as Table;
}

describe('the batch widget of a dashboard', function () {
  this.timeout(120_000);
  afterEach(stopAll);

  it('scores a German CSV that arrives in pieces, and gives it back as it was written, with answers', async () => {
    const running = await trained();
    const arrived = running.next();
    const table = await send(GERMAN);
    const chinese = await send(GERMAN, 'Bestellungen.csv', 20, 'zh-CN');
    assert.deepEqual(chinese.header.slice(3), ['returned（预测）', '概率', '有把握']);
    assert.deepEqual(
      [table.rows, table.from, table.header.slice(0, 4)],
      [3, 3, ['Bestellung', 'amount', 'country', 'returned (prediction)']],
    );
    const page = (await browser.ask('batch', 'page', { id: table.id, from: 0, rows: 2, unsure: false })) as string[][];
    assert.deepEqual(
      page.map(cells => cells.slice(0, 4)),
      [
        ['1', '1.900,50', 'DE', 'yes'],
        ['2', '12,5', 'FR', 'no'],
      ],
    );
    const { text, next } = (await browser.ask('batch', 'download', { id: table.id, from: 0 })) as {
      text: string;
      next: number | null;
    };
    const lines = text.split('\r\n');
    assert.match(lines[0]!, /^Bestellung;amount;country;returned \(prediction\);probability;sure$/);
    assert.match(lines[1]!, /^1;1\.900,50;DE;yes;(0,\d+|1);(yes|no)$/);
    assert.match(lines[3]!, /^"3 ""x""";/);
    assert.equal(next, null);
    assert.equal(
      table.spread[0]!.bars.reduce((sum, { rows }) => sum + rows, 0),
      3,
    );
    const { payload } = await arrived;
    assert.deepEqual(
      (payload as { amount: number; prediction: { label: string } }[]).map(r => [r.amount, r.prediction.label]),
      [
        [1900.5, 'yes'],
        [12.5, 'no'],
        [1800, 'yes'],
      ],
    );
    const uploads = join(running.userDir, 'tensorwire', 'uploads');
    assert.deepEqual(existsSync(uploads) ? readdirSync(uploads) : [], []);
  });

  it('says what is wrong with a table, and keeps none but the newest', async () => {
    await trained();
    await assert.rejects(send('amount\n3\n'), /"country", row 1: is missing/);
    await assert.rejects(browser.ask('batch', 'begin', { name: 'picture.png' }), /a table is expected/);
    await assert.rejects(
      browser.ask('batch', 'piece', { id: crypto.randomUUID(), bytes: Buffer.from('x') }),
      /did not arrive/,
    );
    const first = await send(GERMAN);
    for (let i = 0; i < 3; i++) await send(GERMAN);
    await assert.rejects(browser.ask('batch', 'download', { id: first.id, from: 0 }), /not kept any more/);
  });
});
