import assert from 'node:assert/strict';
import { StatusLine } from '../../nodes/shared/status-line';
import type { Status } from '../../src';

interface Sent {
  readonly at: number;
  readonly text: string | undefined;
}
function line() {
  const sent: Sent[] = [];
  const send = ({ text }: Status) => void sent.push({ at: performance.now(), text });
  return { sent, line: new StatusLine(send), texts: () => sent.map(s => s.text) };
}
const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
/** The most that were sent within any second. */
const aSecond = (sent: readonly Sent[]) =>
  Math.max(...sent.map(({ at }) => sent.filter(s => s.at >= at && s.at < at + 1000).length));

describe('the status of a node', () => {
  it('is sent at once, and only when it changes', () => {
    const { line: status, texts } = line();
    for (const text of ['a', 'a', 'b', 'a']) status.show({ text });
    assert.deepEqual(texts(), ['a', 'b', 'a']);
  });

  it('is sent at most four times a second, and the last one always', async () => {
    const { line: status, sent, texts } = line();
    const until = performance.now() + 1500;
    for (let i = 0; performance.now() < until; i++) {
      status.show({ text: `${i}` });
      if (i % 100 === 0) await wait(1);
    }
    status.show({ text: 'last' });
    await wait(1200);
    assert.ok(aSecond(sent) <= 4, `${aSecond(sent)} within a second`);
    assert.equal(texts().at(-1), 'last');
  });

  it('progress leaves room for a state, which is not late for it', async () => {
    const { line: status, sent, texts } = line();
    for (let i = 0; i < 20; i++) {
      status.progress({ text: `${i}` });
      await wait(5);
    }
    status.show({ text: 'done' });
    assert.deepEqual(texts(), ['0', 'done']);
    await wait(400);
    assert.deepEqual(texts(), ['0', 'done'], 'what waited is outdated');
    assert.ok(aSecond(sent) <= 4);
  });

  it('of a node that is gone is not sent', async () => {
    const { line: status, texts } = line();
    status.progress({ text: 'a' });
    status.progress({ text: 'b' });
    status.close();
    await wait(400);
    status.show({ text: 'c' });
    assert.deepEqual(texts(), ['a']);
    assert.equal(status.last.text, 'c');
  });
});
