/**
 * A model that is replaced while it answers: messages at a steady rate through nn-predict, in a Node-RED runtime in
 * this process, and every few seconds the other of two models as a message. Is every message answered, in order, and
 * does memory stay flat (at its end at most a quarter more than at its beginning)? `waiting`: the messages that had no
 * answer yet when the time was up.
 *   node --expose-gc --import tsx bench/swaps.ts [seconds] [messages a second] [seconds between models]     (build
 *   first)
 */
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { core, Flow } from './loop/nodes';

const [seconds = 300, rate = 1000, between = 10] = process.argv.slice(2).map(Number);
const STORE = join(__dirname, '../test/fixtures/0.1.0/store');
const MEGABYTE = 2 ** 20;

async function main(): Promise<void> {
  const store = core.openStore(STORE);
  const models = [await store.load('species:1'), await store.load('species:2')];
  const flow = await Flow.deploy([{ id: 'predict', type: 'nn-predict', output: 'label' }]);
  const predict = helper.getNode('predict');
  const send = (payload: unknown, n: number): void => predict.receive({ payload, n } as never);

  let [sent, answered, overtaken, failed, swaps, next] = [0, 0, 0, 0, 0, 0];
  helper.getNode('end').on('input', message => {
    const { n } = message as { n?: number };
    if (n === undefined) return;
    if (n < next) overtaken++;
    next = Math.max(next, n + 1);
    answered++;
  });
  helper.getNode('caught').on('input', () => failed++);

  const memory: number[] = [];
  /** The test helper records every call of every node, which is not to be measured. */
  const forget = (): void => (helper as unknown as { _sandbox: { resetHistory(): void } })._sandbox.resetHistory();
  const look = (): void => {
    global.gc?.();
    memory.push(Math.round(process.memoryUsage().rss / MEGABYTE));
  };
  send(models[0], -1);
  await new Promise(resolve => setTimeout(resolve, 2000));
  const start = performance.now();
  const passed = (): number => (performance.now() - start) / 1000;
  const ticks = [setInterval(look, 10_000), setInterval(forget, 1000)];
  while (passed() < seconds) {
    if (passed() > (swaps + 1) * between) {
      const { model, version, body } = models[++swaps % 2]!;
      send(new core.Model(model, version, body), -1);
    }
    for (const due = Math.floor(passed() * rate); sent < due; sent++)
      send({ length: 4 + (sent % 30) / 10, width: 3, habitat: 'wood', young: sent % 2 === 0 }, sent);
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  // On a busy machine answers are late: those that wait are not lost.
  const waiting = sent - answered - failed;
  for (let before = -1; answered + failed < sent && before < answered; ) {
    before = answered;
    await new Promise(resolve => setTimeout(resolve, 10_000));
  }
  for (const tick of ticks) clearInterval(tick);
  look();
  await flow.stop();
  const third = Math.ceil(memory.length / 3);
  const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;
  const grown = mean(memory.slice(-third)) / mean(memory.slice(0, third));
  console.log({
    sent,
    waiting,
    answered,
    failed,
    overtaken,
    models: swaps + 1,
    'MB of memory': memory.join(' '),
    grown,
  });
  process.exit(answered === sent && overtaken === 0 && grown < 1.25 ? 0 : 1);
}

void main();
