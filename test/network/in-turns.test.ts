import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describeInTurns, describeNetwork } from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import { inputOf, next } from './sample';

/** As read from a file: nothing has been described yet. */
const fromFile = (network: NetworkSpec): NetworkSpec => JSON.parse(JSON.stringify(network)) as NetworkSpec;

describe('describing a long network in turns', () => {
  let long = inputOf('in', [4]);
  for (let i = 0; i < 200; i++) long = next(long, 'Dense', { units: 4 });

  it('lets others have their turn after each call, and finds the same', async () => {
    let turns = 0;
    const found = await describeInTurns(fromFile(long), async () => {
      turns++;
      await turn();
    });
    const { layers, calls, parameters } = describeNetwork(fromFile(long));
    assert.equal(turns, long.calls.length);
    assert.deepEqual([found.layers, found.calls, found.parameters], [layers, calls, parameters]);
  });

  it('fails as at once, with the layer at fault', async () => {
    const wrong = fromFile(long);
    Object.assign(wrong.layers[100]!, { className: 'Lambda' });
    const fault = (error: Error) => error.message;
    const [sync, turns] = [
      (() => {
        try {
          return String(describeNetwork(fromFile(wrong)).parameters);
        } catch (error) {
          return fault(error as Error);
        }
      })(),
      await describeInTurns(fromFile(wrong), () => turn()).then(({ parameters }) => String(parameters), fault),
    ];
    assert.match(turns, /^Dense_\d+: layer must be one of .*received "Lambda"/);
    assert.equal(turns, sync);
  });
});
