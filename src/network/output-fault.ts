import { TensorwireError } from '../errors';
import type { LayerSpec, NetworkSpec, OutputSpec } from '../spec';

/** The layer at the end of an output. */
export const layerAt = (spec: Pick<NetworkSpec, 'layers' | 'calls'>, output: OutputSpec): LayerSpec | undefined => {
  const id = spec.calls.find(call => call.id === output.call)?.layer;
  return spec.layers.find(layer => layer.id === id);
};

/** An error of the output: about its node if that appends the layer, else about the last layer. */
export function fault(
  spec: Pick<NetworkSpec, 'layers' | 'calls'>,
  output: OutputSpec,
  problem: string,
  details: Readonly<Record<string, unknown>>,
): TensorwireError {
  const at = output.append ?? layerAt(spec, output);
  return new TensorwireError(at?.label ?? 'network', problem, { ...details, layer: at?.id });
}

/** The last layer does not suit the target. If no task was set, an output node is probably missing. */
export function unsuited(
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
