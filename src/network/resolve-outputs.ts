import { metrics as metricEntries } from '../catalogue';
import { type LossChoice, lossChoice } from '../catalogue/loss-choice';
import { didYouMean, wholeNames } from '../data';
import { Problem, TensorwireError } from '../errors';
import type { LayerSpec, NetworkSpec, OutputSpec, Pipeline, TargetPipeline } from '../spec';
import { appendLayer } from './assemble';
import { describedCall } from './describe';
import { withOutputHeads } from './incremental';
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

/** The output head that the network's own last layer makes: selected by its activation; then its units must fit. */
function fittingEnd(spec: NetworkSpec, output: OutputSpec, ends: readonly OutputHead[]): OutputHead {
  const { units, activation } = lastOf(spec, output);
  const end =
    ends.find(e => e.activation === activation && e.units === units) ??
    ends.find(e => e.activation === activation) ??
    ends.find(e => e.activation === null);
  if (end === undefined) {
    const expected = ends.map(e => e.activation).join(' or ');
    throw unsuited(spec, output, 'activation', expected, ends[0]!.why, activation);
  }
  checkUnits(spec, output, end, units);
  return end;
}

/** A chosen loss alone decides which form of the target is used; units must still fit. */
function endWithLoss(spec: NetworkSpec, output: OutputSpec, ends: readonly OutputHead[]): OutputHead {
  const chosen = chosenLoss(spec, output);
  const { entry: loss, outputs } = chosen;
  const { units, activation } = lastOf(spec, output);
  const possible = ends.filter(e => suits(e, chosen)).map(e => ({ ...e, units: e.units * outputs }));
  const end =
    possible.find(e => e.units === units && e.loss === loss.className) ??
    possible.find(e => e.units === units && e.activation === activation) ??
    possible.find(e => e.units === units) ??
    possible[0];
  if (end === undefined)
    throw fault(
      spec,
      output,
      `loss must be one that suits ${ends[0]!.why}, as ${ends[0]!.loss}, received ${output.loss}`,
      {
        argument: 'loss',
        expected: ends[0]!.loss,
        received: output.loss,
      },
    );
  checkUnits(spec, output, end, units);
  if (loss.counts && !POSITIVE.includes(activation))
    throw fault(
      spec,
      output,
      `activation must be positive (${POSITIVE.join(', ')}) for the loss ${output.loss}, received ${activation}; give the last layer one of these, or put an output node after it`,
      { argument: 'activation', expected: POSITIVE, received: activation },
    );
  return end;
}

/** Losses of distributions are for numbers; other losses take the target in one form. */
const suits = ({ task, forms }: OutputHead, { entry }: LossChoice): boolean =>
  forms.includes(entry.target) && (entry.distribution === undefined || task === 'regression');

/** The loss that the output names; an error in it is the output's error. */
function chosenLoss(spec: NetworkSpec, output: OutputSpec): LossChoice {
  const at = output.append ?? layerAt(spec, output);
  try {
    return lossChoice(output.loss);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new TensorwireError(at?.label ?? 'network', error.problem, { ...error.details, layer: at?.id });
  }
}

/** Activations whose results can be expected counts. */
const POSITIVE = ['exponential', 'softplus', 'squareplus', 'relu', 'sigmoid'];

function checkUnits(spec: NetworkSpec, output: OutputSpec, end: OutputHead, units: number): void {
  if (units !== end.units) throw unsuited(spec, output, 'units', end.units, end.why, units);
}

/** The last layer does not suit the target. If no task was set, an output node is probably missing. */
function unsuited(
  spec: NetworkSpec,
  output: OutputSpec,
  argument: string,
  expected: string | number,
  why: string,
  received: string | number,
): TensorwireError {
  const isSaid = output.append !== undefined || output.task !== undefined || output.target !== undefined;
  const problem = isSaid
    ? `${argument} must be ${expected} for ${why}, received ${received}`
    : `no output node follows, and this layer does not suit ${why}: its ${argument} must be ${expected}, received ` +
      `${received}. Put an output node after it, which adds the last layer that the target needs`;
  return fault(spec, output, problem, { argument, expected, received });
}

function checkMetrics(spec: NetworkSpec, output: OutputSpec, keys: readonly string[], end: OutputHead): void {
  const judges = end.task === 'regression' ? 'numbers' : 'classes';
  const possible = Object.values(metricEntries).filter(metric => metric.judges === judges);
  const other = keys.find(key => !possible.some(metric => metric.key === key));
  if (other !== undefined)
    throw fault(
      spec,
      output,
      `metrics must be of ${possible.map(metric => metric.key).join(', ')} for ${end.why}, received "${other}"`,
      { argument: 'metrics', received: other },
    );
}

function lastOf(spec: NetworkSpec, output: OutputSpec): { units: number; activation: string } {
  const { shape } = describedCall(spec, output.call)!;
  if (shape === null)
    throw new TensorwireError('network', 'its inputs have no shapes yet: they come from the data', {
      argument: 'shape',
    });
  if (shape.length !== 2)
    throw fault(spec, output, `must end in one row of outputs, [N, units], received [${shape.join(', ')}]`, {
      expected: ['N', 'units'],
      received: shape,
    });
  return { units: shape[1] as number, activation: endActivation(spec, output) };
}

/** The activation at the end of an output, as Keras's key. */
export function endActivation(spec: NetworkSpec, output: OutputSpec): string {
  if (output.members) {
    const [member] = spec.calls.find(({ id }) => id === output.call)!.inputs;
    return endActivation(spec, { call: member! });
  }
  const { op } = describedCall(spec, output.call)!;
  const own = layerAt(spec, output)?.args.activation;
  if (typeof own === 'string' && own !== 'linear') return own;
  return op !== null && ['softmax', 'sigmoid', 'tanh', 'relu'].includes(op) ? op : 'linear';
}

const layerAt = (spec: Pick<NetworkSpec, 'layers' | 'calls'>, output: OutputSpec): LayerSpec | undefined => {
  const id = spec.calls.find(call => call.id === output.call)?.layer;
  return spec.layers.find(layer => layer.id === id);
};

/** An error of the output: about its node if that appends the layer, else about the last layer. */
function fault(
  spec: Pick<NetworkSpec, 'layers' | 'calls'>,
  output: OutputSpec,
  problem: string,
  details: Readonly<Record<string, unknown>>,
): TensorwireError {
  const at = output.append ?? layerAt(spec, output);
  return new TensorwireError(at?.label ?? 'network', problem, { ...details, layer: at?.id });
}
