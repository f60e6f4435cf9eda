import assert from 'node:assert/strict';
import { totalmem } from 'node:os';
import { childMemory, machineMemory } from '../../src/process/memory';

describe('the memory that a child may use', () => {
  const real = process.constrainedMemory;
  afterEach(() => {
    process.constrainedMemory = real;
  });
  const within = (bytes: number) => {
    process.constrainedMemory = () => bytes;
  };

  it("is a part of the container's, not of the machine's", () => {
    const container = process.memoryUsage.rss() + 300 * 2 ** 20;
    within(container);
    assert.equal(machineMemory(), container);
    assert.ok(childMemory() <= 0.8 * container);
    assert.ok(childMemory() + process.memoryUsage.rss() < container, 'Node-RED itself fits beside it');
  });

  it("is a part of the machine's where the container has no limit", () => {
    for (const none of [0, 2 ** 63 - 4096, 2 ** 64]) {
      within(none);
      assert.equal(machineMemory(), totalmem());
    }
    assert.ok(childMemory() > 0 && childMemory() <= 0.8 * totalmem());
  });
});
