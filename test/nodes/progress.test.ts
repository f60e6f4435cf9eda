import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { ProgressMessages, progressTexts } from '../../nodes/nn-train/progress';
import settings from '../../nodes/nn-train/settings';
import type { Progress } from '../../src';
import { catcher, deploy, end, type FlowNode } from './flow';

const csv = readFileSync(join(__dirname, '../cases/tables/05-status-flood.csv'), 'utf8');
const EPOCHS = 20_000;

const flow = (train: Partial<FlowNode>): FlowNode[] =>
  [
    { id: 'data', type: 'nn-dataset', wires: [['in']], target: 'y', seed: 1 },
    { id: 'in', type: 'nn-input', wires: [['dense']] },
    { id: 'dense', type: 'nn-dense', wires: [['out']], units: 2, activation: 'relu' },
    { id: 'out', type: 'nn-output', wires: [['train']] },
    { id: 'train', type: 'nn-train', wires: [['end'], ['progress']], epochs: EPOCHS, seed: 1, ...train },
  ].map(node => ({ z: 'tab', x: 0, y: 0, ...node }));

/** Trains; what came meanwhile. */
async function train(settings: Partial<FlowNode>) {
  const running = await deploy([{ id: 'tab', type: 'tab' }, catcher(), ...flow(settings), end(), end('progress')]);
  const statuses: string[] = [];
  const hear = ({ id, status }: { id: string; status: { text?: string } }) =>
    void (id === 'train' && statuses.push(status.text ?? ''));
  helper._events.on('node-status', hear);
  try {
    const messages = running.all('progress');
    const began = performance.now();
    await running.ask('data', { payload: csv });
    const done = performance.now();
    await running.until('train', /^done/);
    return { messages, statuses, seconds: (done - began) / 1000, late: performance.now() - done };
  } finally {
    helper._events.off('node-status', hear);
  }
}
type Numbers = { epoch: number; metrics: Record<string, number> };

describe('the progress of a training', function () {
  this.timeout(120_000);

  it('of 20,000 short epochs is a few statuses and messages, and "done" stands there when it is done', async () => {
    const { messages, statuses, seconds, late } = await train({ progressEvery: 'auto', progressAs: 'object' });
    assert.ok(statuses.length <= 4 * seconds + 5, `${statuses.length} statuses in ${seconds} s`);
    assert.ok(messages.length <= 5 * seconds + 2, `${messages.length} messages in ${seconds} s`);
    assert.ok(late < 1500, `"done" is ${late} ms late`);
    assert.equal((messages.at(-1)!.payload as Numbers).epoch, EPOCHS, 'the last epoch is told');
  });

  it('sends every one of 20,000 epochs where that is set, in order, and the statuses stay few', async () => {
    const { messages, statuses, seconds, late } = await train({ progressEvery: 'epoch', progressAs: 'object' });
    const epochs = messages
      .map(m => m.payload as Numbers & { step: number; steps: number })
      .filter(p => p.step === p.steps);
    assert.deepEqual(
      epochs.map(p => p.epoch),
      Array.from({ length: EPOCHS }, (_, i) => i + 1),
    );
    assert.ok(statuses.length <= 4 * seconds + 5, `${statuses.length} statuses in ${seconds} s`);
    assert.ok(late < 1500, `"done" is ${late} ms late`);
  });

  it('is not sent where that is set, and stands in the status', async () => {
    const { messages, statuses } = await train({ progressEvery: 'off', epochs: 5000 });
    assert.deepEqual(messages, []);
    assert.ok(
      statuses.some(text => /^epoch \d+\/5000 · val loss/.test(text)),
      statuses.join('; '),
    );
  });

  it('sends each epoch where they are few', async () => {
    const { messages } = await train({ progressEvery: 'auto', progressAs: 'chart', epochs: 150 });
    assert.equal(messages.filter(m => m.topic === 'val_loss').length, 150);
  });
});

describe('a flow of 0.1.0', () => {
  it('gets the progress that it got then; a new node draws a chart', async () => {
    const { messages } = await train({ epochs: 3 });
    assert.deepEqual(
      messages.map(m => m.payload as Numbers).flatMap(p => ('val_loss' in p.metrics ? p.epoch : [])),
      [1, 2, 3],
    );
    const { progressAs, progressEvery } = settings.properties;
    assert.deepEqual([progressAs.default, progressEvery.default], ['chart', 'auto']);
  });
});

describe('the status of a training', () => {
  const progress = (epoch: number, metrics: Record<string, number>, fold?: number): Progress => ({
    ...{ run: 'r', model: 'm', epoch, epochs: 3, step: 1, steps: 2, secondsLeft: 0, epochEnd: false, metrics },
    ...(fold !== undefined && { fold, folds: 2 }),
  });

  it('keeps one measure: the last loss of the validation rows, of the same fold', () => {
    const statusOf = progressTexts();
    const measures = [
      progress(1, { loss: 4 }),
      progress(1, { loss: 3, val_loss: 2 }),
      progress(2, { loss: 1 }),
      progress(2, { loss: 1, val_loss: 0.5 }),
    ].map(one => statusOf(one).split(' · ')[1]);
    assert.deepEqual(measures, ['loss 4.000', 'val loss 2.000', 'val loss 2.000', 'val loss 0.500']);
    assert.match(statusOf(progress(1, { loss: 4 }, 1)), /^fold 1\/2 · epoch 1\/3 · loss 4\.000/);
  });
});

describe('progress for a chart', () => {
  const progress = (run: string, epoch: number, epochEnd = true): Progress => ({
    ...{ run, model: 'm', epoch, epochs: 3, step: 2, steps: 2, secondsLeft: 0, epochEnd },
    metrics: { loss: 1 / epoch, val_loss: 2 / epoch },
  });

  /** As the chart nodes of both dashboards read messages: the topic is the series, an empty array clears, x is `msg.epoch`. */
  function chart(messages: readonly { topic: string; [property: string]: unknown }[]): Record<string, unknown[]> {
    let series: Record<string, unknown[]> = {};
    for (const { topic, payload, epoch } of messages)
      if (Array.isArray(payload) && payload.length === 0) series = {};
      else {
        series[topic] ??= [];
        series[topic].push([epoch, payload]);
      }
    return series;
  }

  it('is one number a metric at each whole epoch', () => {
    const messages = new ProgressMessages('chart', 'epoch');
    const sent = [progress('a', 1), progress('a', 2, false), progress('a', 2)].flatMap(p => messages.of(p));
    assert.deepEqual(chart(sent), {
      loss: [
        [1, 1],
        [2, 1 / 2],
      ],
      val_loss: [
        [1, 2],
        [2, 1],
      ],
    });
  });

  it('a new run starts clean; one that a deploy handed over goes on', () => {
    const messages = new ProgressMessages('chart', 'auto');
    const sent = [progress('a', 1), progress('a', 2), progress('b', 1)].flatMap(p => messages.of(p));
    assert.deepEqual(chart(sent).loss, [[1, 1]]);
    const next = new ProgressMessages('chart', 'auto', 'b');
    assert.deepEqual(chart([...sent, ...next.of(progress('b', 2))]).loss, [
      [1, 1],
      [2, 1 / 2],
    ]);
  });
});
