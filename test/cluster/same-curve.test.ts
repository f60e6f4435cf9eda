import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { chooseEngine } from '../../src/engine';
import { Problem } from '../../src/errors';
import { addOutput, appendLayer, asMembers, emptyNetwork, joinNetworks, resolveOutputs } from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import { train } from '../../src/training';
import { prepare } from '../../src/training/prepared';
import { checkShares } from '../../src/training/step/shares';
import type { Dataset } from '../../src/values/dataset';
import { randomDataset } from '../training/random-dataset';
import { randomTraining } from '../training/random-network';
import { sampleDataset, sampleNetwork, samplePlan } from '../training/samples';
import { JobFolders, python } from './job-folder';

/** A training by the Python of clusters, without a cluster, beside the same training here. */

const folders = new JobFolders();

interface Ran {
  readonly events: readonly {
    event: string;
    epoch: number;
    rows: number;
    sums: Record<string, number[]>;
    validation: Ran['events'][0] | null;
  }[];
  readonly last: { readonly event: string; readonly epoch: number; readonly message?: string };
  /** did all workers end with the same bits? */
  readonly alike: boolean;
}

function runAll(jobs: readonly (readonly [folder: string, workers: number])[]): Ran[] {
  const { stdout, stderr, status } = spawnSync(python, [join(__dirname, 'trainings.py')], {
    input: JSON.stringify(jobs),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  assert.equal(status, 0, stderr);
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Ran);
}

const curve = ({ events }: Ran, of: 'training' | 'validation' = 'training'): number[] =>
  events
    .filter(({ event }) => event === 'epoch')
    .map(event => (of === 'training' ? event : event.validation!))
    .map(({ rows, sums }) => sums.loss![0]! / rows);

function assertClose(found: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(found.length, expected.length, what);
  const worst = Math.max(
    ...found.map((value, i) => Math.abs(value - expected[i]!) / Math.max(1, Math.abs(expected[i]!))),
  );
  assert.ok(worst < 1e-5, `${what}: ${worst}\n${found}\n${expected}`);
}

/** An ensemble of two networks, among which the validation rows choose. */
function branches({ pipeline }: Dataset, ...units: readonly number[]): NetworkSpec {
  const each = units.map((count, i) => {
    const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [6] } });
    const args = { units: count, activation: 'tanh', kernelRegularizer: 'L2(0.1)' };
    const hidden = appendLayer(input, { id: `hidden${i}`, className: 'Dense', args });
    const out = appendLayer(hidden, { id: `out${i}`, className: 'Dense', args: { units: 3, activation: 'softmax' } });
    return addOutput(out, { call: out.heads[0]! });
  });
  const joined = joinNetworks(each);
  const outputs = joined.outputs.map(output => ({ ...output, target: [pipeline.targets[0]!.name] }));
  return asMembers(resolveOutputs({ ...joined, outputs }, pipeline));
}

describe('the Python of clusters', () => {
  after(() => folders.remove());

  it('one, two and three workers give the curve of a training here: uneven shares, dropout, validation', async () => {
    const engine = await chooseEngine({ name: 'onnx' });
    const dataset = sampleDataset(107, 40);
    const hidden = { kernelRegularizer: 'L2(0.01)' };
    const plans = {
      branches: samplePlan({ epochs: 6, restoreBestWeights: true, network: branches(dataset, 5, 16) }),
      plain: samplePlan({ epochs: 4, batchSize: 13 }),
      adam: samplePlan({
        epochs: 3,
        batchSize: 13,
        optimizer: { className: 'Adam', args: {}, clipNorm: 0.5, useEma: true, emaOverwriteFrequency: 3 },
        network: sampleNetwork(hidden),
      }),
      schedule: samplePlan({
        epochs: 3,
        optimizer: {
          className: 'SGD',
          args: { learningRate: 0.1, momentum: 0.9 },
          schedule: { className: 'CosineDecay', args: {} },
          gradientAccumulationSteps: 2,
        },
      }),
      early: samplePlan({
        epochs: 30,
        optimizer: { className: 'SGD', args: { learningRate: 3 } },
        earlyStopping: true,
        patience: 2,
      }),
      plateau: samplePlan({
        epochs: 8,
        optimizer: { className: 'SGD', args: { learningRate: 3 } },
        reduceOnPlateau: true,
        patience: 2,
        restoreBestWeights: true,
      }),
    };
    const jobs = Object.values(plans).flatMap(plan =>
      [1, 2, 3].map(n => [folders.write(plan, dataset, n), n] as const),
    );
    const ran = runAll(jobs);
    for (const [i, [name, plan]] of Object.entries(plans).entries()) {
      const { card } = await train(plan, dataset, engine);
      for (const n of [1, 2, 3]) {
        const one = ran[3 * i + n - 1]!;
        assert.equal(one.last.event, 'result', one.last.message);
        assertClose(curve(one), card.history.loss!, `${name}, ${n} workers`);
        assertClose(curve(one, 'validation'), card.history.val_loss!, `${name}, ${n} workers, validation`);
        assert.ok(one.alike, name);
      }
    }
  });

  it('layers that treat rows together are refused by name, for several workers', () => {
    const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [6] } });
    const normalized = appendLayer(input, { id: 'norm', className: 'BatchNormalization', args: {} });
    const ended = appendLayer(normalized, { id: 'out', className: 'Dense', args: { units: 3, activation: 'softmax' } });
    const network = addOutput(ended, { call: ended.heads[0]! });
    assert.throws(
      () => checkShares(prepare(samplePlan({ network }), sampleDataset(20))),
      /several workers: the layer batch_normalization treats the rows of a batch together/,
    );
  });

  it('random networks: two workers give the same losses, or are refused by name', async () => {
    const engine = await chooseEngine({ name: 'onnx' });
    const samples = fc.sample(randomTraining, {
      numRuns: Number(process.env.FC_RUNS ?? 16),
      seed: Number(process.env.FC_SEED ?? 5),
    });
    const refused: string[] = [];
    const kept = samples.flatMap(sample => {
      const { plan, dataset } = randomDataset(sample);
      try {
        checkShares(prepare(plan, dataset));
        return [{ plan, dataset, at: folders.write(plan, dataset, 2) }];
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        refused.push(error.problem);
        return [];
      }
    });
    assert.ok(kept.length >= samples.length / 3, `${kept.length} of ${samples.length} shared`);
    assert.ok(
      refused.every(said => /the layer \S+ treats/.test(said)),
      refused.join('\n'),
    );
    const ran = runAll(kept.map(({ at }) => [at, 2] as const));
    for (const [i, { plan, dataset }] of kept.entries()) {
      assert.equal(ran[i]!.last.event, 'result', ran[i]!.last.message);
      const { card } = await train(plan, dataset, engine);
      assertClose(curve(ran[i]!), card.history.loss!, `network ${i}: ${plan.network.layers.map(l => l.className)}`);
    }
  });
});
