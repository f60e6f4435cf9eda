import { categoriesOf, didYouMean, indexedColumn, wholeNames } from '../data';
import { TensorwireError } from '../errors';
import { elements } from '../shape';
import type { ColumnPipeline, Encoding, InputLayer, LayerSpec, NetworkSpec, Pipeline } from '../spec';
import { lookupSize } from './index-lookup';
import { entryOf, isInput, naming } from './layer';

/**
 * Gives each input the shape of its columns. A given shape may rearrange the same numbers, `28, 28` for 784 columns;
 * otherwise it is an error that names the input. An input of layers that look up indices is read by index, and these
 * layers get the number of indices.
 */
export function resolveInputs(spec: NetworkSpec, pipeline: Pipeline): NetworkSpec {
  const inputs = spec.layers.map(layer =>
    isInput(layer) ? resolveInput(layer, encodingOf(layer, spec), pipeline, isMasked(layer, spec)) : layer,
  );
  const layers = inputs.map(layer => withLookup(layer, { ...spec, layers: inputs }));
  return layers.every((layer, i) => layer === spec.layers[i]) ? spec : { ...spec, layers };
}

/** The layers that take an input. */
function takersOf(input: InputLayer, spec: NetworkSpec): LayerSpec[] {
  const own = spec.calls.filter(call => call.layer === input.id).map(call => call.id);
  return spec.calls
    .filter(call => call.inputs.some(id => own.includes(id)))
    .map(call => spec.layers.find(layer => layer.id === call.layer)!);
}

const isMasked = (input: InputLayer, spec: NetworkSpec): boolean =>
  takersOf(input, spec).some(layer => layer.className === 'Masking');

const isScaledArray = ({ type, transform }: ColumnPipeline): boolean =>
  type === 'tensor' && transform.kind !== 'identity';

/** Its own encoding, else the one that the layers after it need. */
function encodingOf(input: InputLayer, spec: NetworkSpec): Encoding {
  const { encoding = 'auto' } = input.args;
  if (encoding !== 'auto') return encoding;
  const takers = takersOf(input, spec);
  const lookups = takers.filter(layer => entryOf(layer).indices);
  if (lookups.length === 0) return 'one-hot';
  const other = takers.find(layer => !lookups.includes(layer));
  if (other === undefined) return 'index';
  throw new TensorwireError(
    input.label,
    `is read by index by ${lookups[0]!.label} and otherwise by ${other.label}; give each an input node of its own`,
    { argument: 'encoding', layer: input.id },
  );
}

/** The number of indices that a layer looks up follows from its input. */
function withLookup(layer: LayerSpec, { layers, calls }: NetworkSpec): LayerSpec {
  const argument = entryOf(layer).indices;
  if (argument === undefined) return layer;
  const from = calls.filter(call => call.layer === layer.id).flatMap(call => call.inputs);
  const sizes = from.flatMap(id => {
    const source = layers.find(({ id: own }) => own === calls.find(call => call.id === id)!.layer)!;
    if (!isInput(source)) return [];
    const { encoding, categories } = source.args;
    return encoding === 'index' && categories != null ? [lookupSize(layer, argument, categories)] : [];
  });
  const size = Math.max(...sizes);
  const known = sizes.length === 0 || layer.args[argument] === size;
  return known ? layer : { ...layer, args: { ...layer.args, [argument]: size } };
}

/**
 * `masked`: a Masking layer compares its numbers with the value of absent steps. An array whose numbers are looked up,
 * must be whole, or are compared is not scaled.
 */
function resolveInput(layer: InputLayer, encoding: Encoding, pipeline: Pipeline, masked: boolean): InputLayer {
  const { args } = layer;
  const names =
    args.columns &&
    wholeNames(
      args.columns,
      pipeline.features.map(({ name }) => name),
    );
  if (names?.some((name, i) => name !== args.columns![i]))
    return resolveInput({ ...layer, args: { ...args, columns: names } }, encoding, pipeline, masked);
  const columns = columnsOf(layer, args.columns, pipeline);
  if (encoding === 'index') {
    const column = naming(layer.id, layer.label, () => indexedColumn(columns));
    if (column !== null) return byIndex(layer, column);
  }
  if (encoding !== 'index') checkLookups(layer, columns, pipeline);
  if (args.dtype === 'int32') checkWhole(layer, columns);
  const shape = shapeOf(layer, columns);
  const raw = (encoding === 'index' || args.dtype === 'int32' || masked) && columns.some(isScaledArray);
  const found = { ...(raw && { encoding: 'index' as const }), ...(args.shape === null && { shape }) };
  if (args.shape === null || elements(args.shape) === elements(shape))
    return Object.keys(found).length > 0 ? { ...layer, args: { ...args, ...found } } : layer;
  throw new TensorwireError(
    layer.label,
    `shape must hold the ${elements(shape)} numbers of its columns ([${shape.join(', ')}]), received [${args.shape.join(', ')}]`,
    { argument: 'shape', expected: shape, received: args.shape, layer: layer.id },
  );
}

function columnsOf(
  layer: LayerSpec,
  names: readonly string[] | null,
  { features, lookups = [] }: Pipeline,
): readonly ColumnPipeline[] {
  const named = [...features, ...lookups];
  const all = named.map(f => f.name);
  const found = names?.map(name => {
    const column = named.find(feature => feature.name === name);
    if (column) return column;
    throw new TensorwireError(
      layer.label,
      `columns must be feature columns of the data (${all.join(', ')}), received "${name}"${didYouMean(name, all)}; a text becomes one when its type is set to category in the dataset node`,
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

/** One category by index is a single number per row, [] (or [1] if that was set). */
function byIndex(layer: InputLayer, column: ColumnPipeline): InputLayer {
  const { shape, encoding } = layer.args;
  const single = encoding === 'index' && shape !== null && elements(shape) === 1;
  const categories = categoriesOf(column)!.length;
  return { ...layer, args: { ...layer.args, encoding: 'index', shape: single ? shape : [], categories } };
}

/** Texts with many values are for embeddings: one-hot, they would be as wide as their number of values. */
function checkLookups(layer: LayerSpec, columns: readonly ColumnPipeline[], { lookups = [] }: Pipeline): void {
  const text = columns.find(column => lookups.includes(column));
  if (text === undefined) return;
  throw new TensorwireError(
    layer.label,
    `column "${text.name}" has ${text.shape[0]} different texts: wire an embedding layer after this input, which looks them up, or set the column's type to category in the dataset node, which gives each a place of its own`,
    { argument: 'columns', column: text.name, layer: layer.id },
  );
}

/** Scaled numbers are fractions around 0: rounding them would lose everything. */
function checkWhole(layer: LayerSpec, columns: readonly ColumnPipeline[]): void {
  const scaled = columns.find(({ type, transform: { kind } }) =>
    type === 'tensor' ? false : kind !== 'one-hot' && kind !== 'boolean',
  );
  if (scaled === undefined) return;
  throw new TensorwireError(
    layer.label,
    `dtype int32 needs whole numbers as they are, in a tensor column; column "${scaled.name}" (${scaled.type}) is scaled. Give it as a list in each row, or set dtype to float32`,
    { argument: 'dtype', received: 'int32', column: scaled.name, layer: layer.id },
  );
}

/** Columns are concatenated along the last axis; a single one keeps its shape. */
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
