import assert from 'node:assert/strict';
import { CHINESE, chineseFlows, completed, exampleFlows } from '../../scripts/examples';

describe('the example flows', () => {
  for (const [file, flow] of Object.entries(exampleFlows()))
    it(`${file}: each node has all of its properties, so that opening it changes nothing (scripts/examples.ts)`, () => {
      const left = flow.map(node => Object.keys(completed(node)).filter(property => !(property in node)));
      const missing = flow.flatMap((node, i) => left[i]!.map(property => `${node.type} ${node.name}: ${property}`));
      assert.deepEqual(missing, []);
    });

  it('are there in Chinese, as they are in English but for their texts (scripts/examples.ts)', () => {
    assert.deepEqual(exampleFlows(CHINESE), chineseFlows());
    assert.equal(Object.keys(chineseFlows()).length, Object.keys(exampleFlows()).length);
  });

  it('have ids of their own in each language, and no wire leads to the other one', () => {
    const [english, chinese] = [exampleFlows(), exampleFlows(CHINESE)].map(
      flows => new Set(Object.values(flows).flatMap(flow => flow.map(({ id }) => id as string))),
    ) as [Set<string>, Set<string>];
    assert.equal(english.size, chinese.size);
    assert.ok([...english].every(id => !chinese.has(id)));
    const texts = JSON.stringify(exampleFlows(CHINESE));
    assert.ok([...english].every(id => !texts.includes(`"${id}"`)));
  });
});
