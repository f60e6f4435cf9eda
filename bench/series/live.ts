/**
 * Readings through nn-window → nn-predict → nn-alarm in a real Node-RED: how many a second are judged, and whether memory stays flat.
 * Beside it, the same readings through three change nodes without rules: what Node-RED itself takes for its messages. The first readings
 * wait for the model, which is opened then; where more is offered than can be handled, the time of the processor until they come out
 * contains windows and answers of many later ones, which wait in Node-RED's queue.
 *
 *   node scripts/build.mjs && node --import tsx bench/series/live.ts [readings a second] [readings]
 *
 * Each reading is a message of its own, of one of a hundred series. The rate is offered by a function node; a reading counts
 * when it comes out of nn-alarm.
 */
import { readFileSync } from 'node:fs';
import { NodeRed, RELEASES } from '../../test/e2e/harness';

const SERIES = 100;
const HISTORY = 48;
const MINUTE = 60_000;
const START = Date.UTC(2024, 0, 1);

const node = (id: string, type: string, to: readonly string[], more: object = {}) => ({
  ...{ id, type, z: 'tab', name: id, x: 100, y: 100, wires: type === 'debug' ? [] : [to], ...more },
});
const debug = (id: string) =>
  node(id, 'debug', [], { active: true, tosidebar: true, complete: 'payload', targetType: 'msg' });
const inject = (id: string, to: string) =>
  node(id, 'inject', [to], { props: [{ p: 'payload' }], payload: '', payloadType: 'date' });
const func = (id: string, to: readonly string[], code: string, initialize = '') =>
  node(id, 'function', to, { func: code, outputs: 1, timeout: 0, noerr: 0, initialize, finalize: '', libs: [] });

/** Offers `rate` readings a second, in pieces of ten milliseconds. */
const OFFER = `const { rate, total } = msg.payload;
const begin = Date.now();
let sent = 0;
const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((Date.now() - begin) / 1000) * rate));
    const readings = [];
    for (; sent < due; sent++) {
        const step = Math.floor(sent / ${SERIES});
        const time = ${START} + (${HISTORY} + 1000 + step) * ${MINUTE};
        readings.push({ payload: { time, machine: 'm' + (sent % ${SERIES}), load: Math.sin(step / 9), heat: step % 7, flow: sent % 11, noise: (sent * 7919) % 13 } });
    }
    node.send([readings], false);
    if (sent >= total) clearInterval(timer);
}, 10);`;
const BEGIN_COUNT = `context.set('counter', { count: 0 });`;
const COUNT = `const counter = context.get('counter');
return ++counter.count % 10000 === 0 ? { payload: counter.count } : null;`;

const FLOW = [
  { id: 'tab', type: 'tab', label: 'live' },
  inject('learn', 'data'),
  node('data', 'nn-dataset', ['net'], { series: true, time: 'time', key: 'machine', history: HISTORY }),
  node('net', 'nn-network', ['train'], { recipe: 'anomaly' }),
  node('train', 'nn-train', ['model'], { name: 'load', epochs: 1, seed: 1, progressEvery: 'off' }),
  debug('model'),
  inject('begin', 'offer'),
  func('offer', ['window'], OFFER),
  node('window', 'nn-window', ['predict'], { model: 'load' }),
  node('predict', 'nn-predict', ['alarm'], { model: 'load' }),
  { ...node('alarm', 'nn-alarm', [], { model: 'load' }), wires: [[], ['count']] },
  func('count', ['counted'], COUNT, BEGIN_COUNT),
  debug('counted'),
  inject('begin plain', 'offer plain'),
  func('offer plain', ['first'], OFFER),
  node('first', 'change', ['second'], { rules: [] }),
  node('second', 'change', ['third'], { rules: [] }),
  node('third', 'change', ['count plain'], { rules: [] }),
  func('count plain', ['counted plain'], COUNT, BEGIN_COUNT),
  debug('counted plain'),
];

const training = (): object[] =>
  Array.from({ length: 4000 }, (_, i) => {
    const step = Math.floor(i / 4);
    return {
      ...{ time: new Date(START + step * MINUTE).toISOString(), machine: `m${i % 4}` },
      ...{ load: Math.sin(step / 9), heat: step % 7, flow: i % 11, noise: (i * 7919) % 13 },
    };
  });

const megabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

/** Seconds of the processor that a process has used. */
function processorSeconds(pid: number): number {
  const [, rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest!.split(' ').map(Number);
  return (fields[11]! + fields[12]!) / 100;
}

/** Offers the readings to one of the two flows, and prints how far it is. */
async function measured(red: NodeRed, which: '' | ' plain', rate: number, total: number, answers: number) {
  const pid = red.child.pid!;
  const atFirst = megabytes(pid);
  const now = () => ({ counted, seconds: performance.now() / 1000, processor: processorSeconds(pid) });
  let counted = 0;
  let last = now();
  const every = Math.max(10_000, Math.floor(total / 100_000) * 10_000);
  await red.inject(`begin${which}`, { payload: { rate, total } });
  while (counted < answers - (answers % 10_000)) {
    counted = (await red.said(`counted${which}`, 120_000)).value as number;
    if (counted % every !== 0) continue;
    const [before, after] = [last, now()];
    last = after;
    const many = after.counted - before.counted;
    console.log(
      `${which === '' ? 'judged' : 'passed on'}: ${counted} readings; the last ${many} ${Math.round(many / (after.seconds - before.seconds))}/s, ${Math.round(many / (after.processor - before.processor))} in a second of the processor; ${Math.round(megabytes(pid))} MB (at first ${Math.round(atFirst)} MB)`,
    );
  }
}

async function main(rate: number, total: number): Promise<void> {
  const red = await NodeRed.start(RELEASES[0]!);
  try {
    await red.deploy(FLOW);
    await red.inject('learn', { payload: training() });
    await red.said('model');
    await measured(red, '', rate, total, total - SERIES * (HISTORY - 1));
    await measured(red, ' plain', rate, Math.min(total, 100_000), Math.min(total, 100_000));
    if (/\[error\]/.test(red.log)) console.log(red.log.slice(-2000));
  } finally {
    await red.stop();
  }
}

main(Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 1_000_000)).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
