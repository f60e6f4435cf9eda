import assert from 'node:assert/strict';
import type { Pipeline, Transform } from '../../src/spec';

import { pipelineJson, readPipeline } from '../../src/store/pipeline';

const standard = { kind: 'standardize', mean: 1, std: 2 } as const;
const withFeature = (transform: Transform, shape = [1]): Pipeline => ({
  version: 1,
  features: [{ name: 'a', type: shape[0] === 2 ? 'tensor' : 'number', transform, shape }],
  targets: [{ name: 'y', type: 'number', transform: standard, shape: [1], task: 'regression' }],
});
const written = (pipeline: Pipeline | null) => readPipeline(Buffer.from(pipelineJson(pipeline)));

describe('pipeline.json', () => {
  it('is the one that 0.1.0 reads, where it knows all of the transforms', () => {
    const pipeline = withFeature(standard);
    assert.deepEqual(JSON.parse(pipelineJson(pipeline)), pipeline);
    assert.deepEqual(written(pipeline), pipeline);
    assert.equal(written(null), null);
  });

  it('has a version that 0.1.0 refuses by name, where it does not, and comes back', () => {
    for (const [transform, shape] of [
      [{ kind: 'robust', median: 3, iqr: 2 }, [1]],
      [{ kind: 'minmax', min: 0, range: 255, mean: 0 }, [1]],
      [{ kind: 'positions', scales: [standard, standard] }, [2]],
    ] as const) {
      const pipeline = withFeature(transform, [...shape]);
      assert.deepEqual(written(pipeline), { ...pipeline, version: 2 });
    }
  });
});
