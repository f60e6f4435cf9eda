import type { ColumnPipeline, Pipeline } from '../data/types';
import { TensorwireError } from '../errors';
import type { InputArgs, LayerSpec, NetworkSpec } from './spec';

/**
 * Gives each input the shape of its columns. A shape that was set may arrange the same numbers anew, `28, 28` for 784
 * columns; else it is an error that names the input.
 */
export function resolveInputs(spec: NetworkSpec, pipeline: Pipeline): NetworkSpec {
  const layers = spec.layers.map(layer => (layer.className === 'InputLayer' ? resolveInput(layer, pipeline) : layer));
  return layers.every((layer, i) => layer === spec.layers[i]) ? spec : { ...spec, layers };
}

function resolveInput(layer: LayerSpec, pipeline: Pipeline): LayerSpec {
  const args = layer.args as unknown as InputArgs;
  const columns = columnsOf(layer, args.columns, pipeline);
  if (args.dtype === 'int32') checkWhole(layer, columns);
  const shape = shapeOf(layer, columns);
  if (args.shape === null) return { ...layer, args: { ...layer.args, shape } };
  if (product(args.shape) === product(shape)) return layer;
  throw new TensorwireError(
    layer.label,
    `shape must hold the ${product(shape)} numbers of its columns ([${shape.join(', ')}]), received [${args.shape.join(', ')}]`,
    { argument: 'shape', expected: shape, received: args.shape, layer: layer.id },
  );
}

function columnsOf(
  layer: LayerSpec,
  names: readonly string[] | null,
  { features }: Pipeline,
): readonly ColumnPipeline[] {
  const found = names?.map(name => {
    const column = features.find(feature => feature.name === name);
    if (column) return column;
    throw new TensorwireError(
      layer.label,
      `columns must be feature columns of the data (${features.map(f => f.name).join(', ')}), received "${name}"`,
      { argument: 'columns', received: name, column: name, layer: layer.id },
    );
  });
  const columns = found ?? features;
  if (columns.length === 0)
    throw new TensorwireError(layer.label, 'the data have no feature columns', {
      argument: 'columns',
      layer: layer.id,
    });
  return columns;
}

/** Scaled numbers are fractions around 0, of which whole numbers would keep nothing. */
function checkWhole(layer: LayerSpec, columns: readonly ColumnPipeline[]): void {
  const scaled = columns.find(({ transform: { kind } }) => kind === 'standardize' || kind === 'calendar');
  if (scaled === undefined) return;
  throw new TensorwireError(
    layer.label,
    `dtype int32 needs whole numbers as they are, in a tensor column; column "${scaled.name}" (${scaled.type}) is scaled. Give it as a list in each row, or set dtype to float32`,
    { argument: 'dtype', received: 'int32', column: scaled.name, layer: layer.id },
  );
}

/** Columns stand side by side along the last axis; a single one keeps its shape. */
function shapeOf(layer: LayerSpec, columns: readonly ColumnPipeline[]): readonly number[] {
  const [first] = columns;
  if (columns.length === 1) return first!.shape;
  const lead = ({ shape }: ColumnPipeline): readonly number[] => shape.slice(0, -1);
  const other = columns.find(column => lead(column).join() !== lead(first!).join());
  if (other !== undefined)
    throw new TensorwireError(
      layer.label,
      `columns ${first!.name} [${first!.shape.join(', ')}] and ${other.name} [${other.shape.join(', ')}] do not fit side by side; give each an input node of its own`,
      { argument: 'columns', column: other.name, layer: layer.id },
    );
  return [...lead(first!), columns.reduce((sum, column) => sum + (column.shape.at(-1) ?? 1), 0)];
}

const product = (shape: readonly number[]): number => shape.reduce((a, d) => a * d, 1);
