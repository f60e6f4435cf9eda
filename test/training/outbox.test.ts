import assert from 'node:assert/strict';
import type { Progress } from '../../src/training';
import { Outbox } from '../../src/training/process/outbox';

const progress = (epoch: number, epochEnd = true) => ({ epoch, epochEnd }) as Progress;
const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

describe('what a training says on its way to Node-RED', () => {
  it('each epoch: all arrive in order, and the training waits for a listener that is slow', async () => {
    const heard: number[] = [];
    let [inFlight, most] = [0, 0];
    const outbox = new Outbox('each', batch => {
      most = Math.max(most, ++inFlight);
      setTimeout(() => {
        inFlight--;
        heard.push(...batch.map(p => p.epoch));
        outbox.acknowledge();
      }, 60);
    });
    const began = performance.now();
    let epoch = 0;
    while (performance.now() - began < 700) {
      await outbox.add(progress(++epoch));
      if (epoch % 50 === 0) await wait(1);
    }
    outbox.flush();
    await wait(150);
    assert.deepEqual(
      heard,
      Array.from({ length: epoch }, (_, i) => i + 1),
    );
    assert.ok(most <= 3, `${most} batches were under way`);
  });

  it('each epoch: it stands still while nobody answers, so that nothing piles up', async () => {
    const sent: number[] = [];
    const outbox = new Outbox('each', batch => void sent.push(batch.length));
    await outbox.add(progress(1));
    await wait(110);
    const stands = outbox.add(progress(2));
    const first = await Promise.race([Promise.resolve(stands).then(() => 'goes on'), wait(300).then(() => 'stands')]);
    assert.equal(first, 'stands');
    outbox.acknowledge();
    await stands;
    assert.deepEqual(sent, [1, 1]);
  });

  it('the newest: what comes faster is dropped, never the last, nor the end of an epoch for a step', async () => {
    const sent: (readonly Progress[])[] = [];
    const outbox = new Outbox('newest', batch => {
      sent.push(batch);
      outbox.acknowledge();
    });
    for (let epoch = 1; epoch <= 5000; epoch++) assert.equal(outbox.add(progress(epoch)), undefined);
    outbox.add(progress(5001, false));
    outbox.add(progress(5001, false));
    outbox.flush();
    assert.deepEqual(
      sent.map(batch => batch.map(p => [p.epoch, p.epochEnd])),
      [
        [[1, true]],
        [
          [5000, true],
          [5001, false],
        ],
      ],
    );
  });
});
