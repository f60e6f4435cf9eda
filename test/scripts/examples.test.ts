import assert from 'node:assert/strict';
import { completed, exampleFlows } from '../../scripts/examples';

describe('the example flows', () => {
  for (const [file, flow] of Object.entries(exampleFlows()))
    it(`${file}: each node has all of its properties, so that opening it changes nothing (scripts/examples.ts)`, () => {
      const left = flow.map(node => Object.keys(completed(node)).filter(property => !(property in node)));
      const missing = flow.flatMap((node, i) => left[i]!.map(property => `${node.type} ${node.name}: ${property}`));
      assert.deepEqual(missing, []);
    });
});
