import assert from 'node:assert/strict';
import { layOut, type Vertex } from '../../src/editor/sidebar/network/layout';

const SIZE = { width: 200, height: 60, gap: { x: 20, y: 30 } };
const graph = (edges: Record<string, string[]>): Vertex[] =>
  Object.entries(edges).map(([id, inputs]) => ({ id, inputs }));

describe('the layout of a network', () => {
  it('a chain stands in one column, each layer below the one before', () => {
    const { boxes, width, height } = layOut(graph({ a: [], b: ['a'], c: ['b'] }), SIZE);
    assert.deepEqual(
      [...boxes.values()].map(({ x, y }) => [x, y]),
      [
        [100, 0],
        [100, 90],
        [100, 180],
      ],
    );
    assert.deepEqual([width, height], [200, 240]);
  });

  it('branches stand beside each other, and meet in the middle', () => {
    const { boxes } = layOut(graph({ a: [], left: ['a'], right: ['a'], sum: ['left', 'right'] }), SIZE);
    const x = (id: string) => boxes.get(id)!.x;
    assert.ok(Math.abs(x('left') - x('right')) >= 220);
    assert.ok(Math.abs(x('sum') - (x('left') + x('right')) / 2) < 1);
    assert.ok(Math.abs(x('a') - x('sum')) < 1);
  });

  it('no two boxes overlap, and no edge runs through a box, in networks of any form', () => {
    let state = 5;
    const random = (n: number): number => {
      state = (state * 16_807) % 2_147_483_647;
      return state % n;
    };
    for (let trial = 0; trial < 40; trial++) {
      const size = 3 + random(20);
      const vertices = Array.from({ length: size }, (_, i) => ({
        id: `v${i}`,
        inputs: i === 0 ? [] : [...new Set([random(i), random(i)])].map(k => `v${k}`),
      }));
      const { boxes, edges } = layOut(vertices, SIZE);
      const all = [...boxes];
      for (const [i, [a, p]] of all.entries())
        for (const [b, q] of all.slice(i + 1))
          assert.ok(p.y !== q.y || Math.abs(p.x - q.x) >= 219.9, `${a} and ${b} overlap`);
      for (const { from, to, points } of edges)
        for (const [x, y] of points.slice(1, -1))
          for (const [id, box] of all)
            if (id !== from && id !== to && y >= box.y && y <= box.y + SIZE.height)
              assert.ok(Math.abs(x - box.x) > SIZE.width / 2, `${from} → ${to} runs through ${id}`);
    }
  });

  it('an empty network has no drawing', () => {
    assert.deepEqual(layOut([], SIZE), { width: 0, height: 0, boxes: new Map(), edges: [] });
  });
});
