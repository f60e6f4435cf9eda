import assert from 'node:assert/strict';
import { type Box, roomForStatus } from '../../src/editor/canvas/room';

const box = (x: number, y: number, more: Partial<Box> = {}): Box => ({ x, y, w: 100, h: 30, status: false, ...more });

describe('the room of a status', () => {
  const node = box(100, 100);

  it('has no end where nothing stands beside', () => {
    assert.equal(roomForStatus(node, []), Number.POSITIVE_INFINITY);
    assert.equal(
      roomForStatus(node, [node, box(300, 300), box(300, 20), box(20, 100, { status: true })]),
      Number.POSITIVE_INFINITY,
    );
  });

  it('ends at the status of the next node, and at a node that stands lower', () => {
    assert.equal(
      roomForStatus(node, [box(300, 100)]),
      Number.POSITIVE_INFINITY,
      'a node in the same row has no status',
    );
    assert.equal(roomForStatus(node, [box(300, 100, { status: true })]), 250 - 50 - 22 - 8);
    assert.equal(roomForStatus(node, [box(260, 120), box(400, 100, { status: true })]), 210 - 50 - 22 - 8);
    assert.equal(roomForStatus(node, [box(300, 85, { status: true })]), 250 - 50 - 22 - 8);
  });

  it('is never nothing', () => assert.equal(roomForStatus(node, [box(120, 120)]), 22));
});
