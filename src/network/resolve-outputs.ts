import { didYouMean, wholeNames } from '../data';
import { TensorwireError } from '../errors';
import type { NetworkSpec, OutputSpec, Pipeline, TargetPipeline } from '../spec';
import { appendLayer } from './assemble';
import { withOutputHeads } from './incremental';
import { checkMetrics, chosenLoss, endWithLoss, fittingEnd, suits } from './output-end';
import { fault, layerAt } from './output-fault';
import { type OutputHead, outputHeads } from './output-heads';

/**
 * Completes the ends of a network for its targets: appends the last Dense layer to outputs that left it open, and gives
 * every output its target columns, task, loss and metrics. Input shapes must be known. A resolved network stays as it
 * is. Throws a TensorwireError at the last layer if its units or activation do not fit the target.
 */
export function resolveOutputs(spec: NetworkSpec, pipeline: Pipeline): NetworkSpec {
  const open = withHeads(spec);
  const targets = targetsOf(open, pipeline);
  return open.outputs.reduce((network, output, i) => {
    const resolved = resolve(network, output, targets[i]!);
    const ends = resolved.network.outputs.with(i, resolved.output);
    return withOutputHeads(resolved.network, { outputs: ends, heads: ends.map(end => end.call) });
  }, open);
}

/** A head without an output becomes one. */
function withHeads(spec: NetworkSpec): NetworkSpec {
  const at = new Set(spec.outputs.map(output => output.call));
  const inner = new Set(spec.calls.flatMap(call => call.inputs));
  const heads = [...new Set(spec.heads)].filter(head => !at.has(head) && !inner.has(head));
  const outputs = [...spec.outputs, ...heads.map(call => ({ call }))];
  if (outputs.length === 0)
    throw new TensorwireError('network', 'has no layers yet: it begins with an input node', { argument: 'network' });
  return withOutputHeads(spec, { outputs });
}

/** Which output predicts which targets: by name; else a single output all of them; else one target each, in order. */
function targetsOf({ outputs, ...spec }: NetworkSpec, { targets }: Pipeline): TargetPipeline[][] {
  if (targets.length === 0)
    throw new TensorwireError('network', 'the data have no target: choose the column to predict in the dataset node', {
      argument: 'target',
    });
  const names = targets.map(t => t.name);
  return outputs.map((output, i) => {
    if (output.target && output.target.length > 0)
      return wholeNames(output.target, names).map(name => {
        const target = targets.find(t => t.name === name);
        if (target) return target;
        throw fault(
          spec,
          output,
          `target must be a target column of the data (${names.join(', ')}), received "${name}"${didYouMean(name, names)}`,
          { argument: 'target', received: name, column: name },
        );
      });
    if (outputs.length === 1) return [...targets];
    if (outputs.length === targets.length) return [targets[i]!];
    throw fault(
      spec,
      output,
      `target must be chosen: the network has ${outputs.length} outputs and the data ${targets.length} targets (${names.join(', ')})`,
      { argument: 'target' },
    );
  });
}

function resolve(
  spec: NetworkSpec,
  output: OutputSpec,
  targets: readonly TargetPipeline[],
): { network: NetworkSpec; output: OutputSpec } {
  const ends = outputHeads(targets, output.task, problem => fault(spec, output, problem, { argument: 'task' }));
  const { append, ...rest } = output;
  const network = append
    ? appendEnd(spec, output, ends)
    : output.appended && output.loss
      ? refit(spec, output, ends)
      : spec;
  const call = append ? network.heads.at(-1)! : output.call;
  const at = { ...rest, call, ...(append && { appended: true as const }) };
  const end = output.loss ? endWithLoss(network, at, ends) : fittingEnd(network, at, ends);
  const loss = output.loss ?? end.loss;
  const metrics = output.metrics ?? end.metrics;
  checkMetrics(network, at, metrics, end);
  return { network, output: { ...at, target: targets.map(t => t.name), task: end.task, loss, metrics } };
}

function appendEnd(spec: NetworkSpec, output: OutputSpec, ends: readonly OutputHead[]): NetworkSpec {
  const { call, append } = output;
  return appendLayer(
    spec,
    { ...append!, className: 'Dense', args: { ...append!.args, ...lastArgs(spec, output, ends) } },
    [call],
  );
}

/** Adapts the last layer of an `nn-output` to a loss that was chosen after it. */
function refit(spec: NetworkSpec, output: OutputSpec, ends: readonly OutputHead[]): NetworkSpec {
  const last = layerAt(spec, output)!;
  const args = { ...last.args, ...lastArgs(spec, output, ends) };
  if (JSON.stringify(args) === JSON.stringify(last.args)) return spec;
  return { ...spec, layers: spec.layers.map(layer => (layer === last ? { ...layer, args } : layer)) };
}

/** Units and activation of the last layer for the chosen loss, else for the first output head. */
function lastArgs(spec: NetworkSpec, output: OutputSpec, ends: readonly OutputHead[]) {
  const chosen = output.loss ? chosenLoss(spec, output) : null;
  const end = ends.find(possible => chosen === null || suits(possible, chosen)) ?? ends[0]!;
  const units = end.units * (chosen?.outputs ?? 1);
  return { units, activation: chosen?.entry.counts ? 'exponential' : (end.activation ?? 'linear') };
}
