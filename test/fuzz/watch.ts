import assert from 'node:assert/strict';
import { closeSync, openSync, readSync } from 'node:fs';
import { TensorwireError } from '../../src/errors';

/**
 * CPU time of this thread, milliseconds, so that other work on the machine does not count; of this process, if that is
 * not available.
 */
function threadTime(): number {
  try {
    const file = openSync('/proc/thread-self/schedstat', 'r');
    const bytes = Buffer.alloc(64);
    const length = readSync(file, bytes, 0, 64, 0);
    closeSync(file);
    return Number(bytes.toString('latin1', 0, length).split(' ')[0]) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}

/** The longest time that any input took, in total and between two turns of the event loop. */
export class Watch {
  private readonly slowest = { time: 0, name: '' };
  private readonly longest = { time: 0, name: '' };
  inputs = 0;

  async over(name: string, work: () => unknown): Promise<void> {
    const began = threadTime();
    let last = began;
    let going = true;
    const turn = (): void => {
      const now = threadTime();
      if (now - last > this.longest.time) Object.assign(this.longest, { time: now - last, name });
      last = now;
      if (going) setImmediate(turn);
    };
    setImmediate(turn);
    try {
      await work();
    } finally {
      going = false;
      await new Promise(resolve => setImmediate(resolve));
      const took = threadTime() - began;
      if (took > this.slowest.time) Object.assign(this.slowest, { time: took, name });
      this.inputs++;
    }
  }

  /**
   * No input took longer than `seconds`, and none blocked the loop for longer than `hold`, in units of a fixed piece of
   * work (about 10 ms).
   */
  check(): void {
    const unit = unitOfWork();
    const { slowest, longest } = this;
    assert.ok(slowest.time < 100 * unit, `${slowest.name} took ${slowest.time.toFixed(0)} ms of this thread`);
    assert.ok(longest.time < 5 * unit, `${longest.name} held the loop for ${longest.time.toFixed(0)} ms`);
  }
}

/** About ten milliseconds on the machine where these limits were written: a second and 50 ms are 100 and 5 of them. */
function unitOfWork(): number {
  const times = Array.from({ length: 5 }, () => {
    const began = threadTime();
    const numbers = Float64Array.from({ length: 60_000 }, (_, i) => (i * 7919) % 60_013);
    numbers.sort();
    JSON.parse(JSON.stringify(Array.from(numbers.subarray(0, 30_000))));
    return threadTime() - began;
  });
  return Math.max(8, ...times);
}

/** Messages of engines that nobody should see: a sentence of ours says what was expected. */
const INTERNAL =
  /cannot read propert|is not a function|is not iterable|is not defined|cannot convert|maximum call stack|invalid array length|invalid typed array|allocation failed|of null|of undefined|called on incompatible|revoked|is not a constructor|circular structure|cannot mix bigint|boom/i;

/** Errors thrown by the odd values themselves are passed on. */
const THROWN = /it throws "(boom|Cannot perform '\w+' on a proxy that has been revoked)"/;

/** The error for an input must be one of ours, and must name its subject and the problem. */
export function checkNamed(error: unknown, name: string, subject: RegExp): void {
  assert.ok(error instanceof TensorwireError, `${name}: ${(error as Error)?.stack ?? String(error)}`);
  assert.equal(error.details.unexpected, undefined, `${name}: ${error.stack}`);
  checkSentence(error.message, name, subject);
}

export function checkSentence(message: string, name: string, subject: RegExp): void {
  assert.match(message, subject, name);
  assert.doesNotMatch(message.replace(THROWN, ''), INTERNAL, name);
  assert.ok(message.length < 2000, `${name}: ${message.length} characters`);
}
