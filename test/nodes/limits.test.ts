import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { applyLimits } from '../../nodes/shared/limits';
import { graph } from '../../src';

describe('the limits in settings.js', () => {
  afterEach(() => graph.setLimits({}));
  const start = (tensorwire?: unknown): string[] => {
    const errors: string[] = [];
    const RED = { settings: { tensorwire }, log: { error: (text: string) => errors.push(text) } };
    for (const _ of ['one node type', 'another']) applyLimits(RED as unknown as NodeAPI);
    return errors;
  };

  it('hold in this process; without them the usual ones', () => {
    assert.deepEqual(start({ limits: { elements: 2 ** 30 } }), []);
    assert.deepEqual(graph.limits(), { ...graph.DEFAULT_LIMITS, elements: 2 ** 30 });
    assert.deepEqual(start(), []);
    assert.deepEqual(graph.limits(), graph.DEFAULT_LIMITS);
  });

  it('that are wrong are said once, and the usual ones hold', () => {
    assert.deepEqual(start({ limits: { parameters: 'many' } }), [
      'tensorwire: settings.js: tensorwire.limits.parameters must be a number of at least 1, received "many"; the default limits apply',
    ]);
    assert.deepEqual(graph.limits(), graph.DEFAULT_LIMITS);
  });
});
