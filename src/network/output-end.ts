import { metrics as metricEntries } from '../catalogue';
import { type LossChoice, lossChoice } from '../catalogue/loss-choice';
import { Problem, TensorwireError } from '../errors';
import type { NetworkSpec, OutputSpec } from '../spec';
import { describedCall } from './describe';
import { fault, layerAt, unsuited } from './output-fault';
import type { OutputHead } from './output-heads';

/** Whether the end of a network suits its target: units, activation, loss and metrics. */

/** The output head that the network's own last layer makes: selected by its activation; then its units must fit. */
export function fittingEnd(spec: NetworkSpec, output: OutputSpec, ends: readonly OutputHead[]): OutputHead {
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
export function endWithLoss(spec: NetworkSpec, output: OutputSpec, ends: readonly OutputHead[]): OutputHead {
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
export const suits = ({ task, forms }: OutputHead, { entry }: LossChoice): boolean =>
  forms.includes(entry.target) && (entry.distribution === undefined || task === 'regression');

/** The loss that the output names; an error in it is the output's error. */
export function chosenLoss(spec: NetworkSpec, output: OutputSpec): LossChoice {
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

export function checkMetrics(spec: NetworkSpec, output: OutputSpec, keys: readonly string[], end: OutputHead): void {
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
