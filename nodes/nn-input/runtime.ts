import {
  type Canvas,
  type Data,
  type Dataset,
  emptyNetwork,
  type InputArgs,
  inputCategories,
  inputShape,
  type LayerPreview,
  type LayerUse,
  layers,
  type NetworkSpec,
  type Pipeline,
  Problem,
  parseArguments,
  readClass,
  type SplitRows,
  splitRows,
  Tensor,
} from '../../src';
import { append, passOn } from '../shared/append-layer';
import { defineNode } from '../shared/define';
import { type Asked, layerPreviewRoute, usesOf } from '../shared/layer-preview';
import { datasetOf } from '../shared/message';
import settings from './settings';

type Found = Pick<InputArgs, 'shape' | 'categories'>;

/** What an input takes from the data: the shape of a row, and the number of categories. */
function foundIn(data: Data, { columns, encoding }: InputArgs): Found {
  if ('shape' in data) return data;
  return {
    shape: inputShape(data.pipeline, columns, encoding),
    categories: inputCategories(data.pipeline, columns),
  };
}

interface Passing {
  readonly pipeline: Pipeline | null;
  /** null or undefined: not known before a message comes */
  readonly rows?: SplitRows | null;
}

const tableIn = ({ pipeline, rows }: Passing): Data | null => pipeline && { pipeline, ...(rows && { rows }) };

const tableOf = (dataset: Dataset): Data => ({ pipeline: dataset.pipeline, rows: splitRows(dataset) });

/** Starts a network with one input, whose shape comes from the data unless it is given. */
export default defineNode(
  'nn-input',
  settings,
  live => {
    const chosen = readClass(settings.classes, live.config);
    const values = chosen.values as InputArgs;
    const start = (data: Data | null): NetworkSpec => {
      const { columns, encoding } = values;
      if (data) live.canvas.observedShapes.recordData(live.id, { ...data, input: { columns, encoding } });
      const { shape = null, categories } = data ? foundIn(data, values) : {};
      checkSize(values.shape, shape);
      const args = { ...chosen.values, shape: values.shape ?? shape };
      return append(live, { ...chosen, args, found: { categories } }, emptyNetwork());
    };
    return {
      part: {
        role: 'input',
        settings: { ...chosen.values, layer: chosen.entry.className },
        pass: passing => ({ ...passing, network: start(tableIn(passing)) }),
      },
      handle(message) {
        const data = Tensor.is(message.payload)
          ? { shape: message.payload.shape.slice(1) }
          : tableOf(datasetOf(message));
        return { ...message, network: passOn(live, start(data)) };
      },
    };
  },
  { routes: layerPreviewRoute('nn-input', { table: () => layers.InputLayer!.arguments, preview }) },
);

/** The shape of a row; categories are shown in both encodings, since the next layer decides which one is used. */
function preview({ id, from, values: raw }: Asked, observedShapes: Canvas['observedShapes']): LayerPreview {
  const values = parseArguments(layers.InputLayer!.arguments, raw) as InputArgs;
  const use = (shape: readonly number[], encoding?: LayerUse['encoding']): LayerUse => ({
    inputs: [],
    output: ['N', ...shape],
    parameters: 0,
    multiplyAdds: 0,
    ...(encoding && { encoding }),
  });
  const data = observedShapes.dataAt(id, from);
  if (data.length === 0 && values.shape) return usesOf([use(values.shape)]);
  return usesOf(
    data.flatMap(one => {
      const { shape, categories } = foundIn(one, values);
      checkSize(values.shape, shape);
      const size = values.shape ?? shape!;
      return categories == null || values.encoding !== 'auto' ? [use(size)] : [use(size, 'one-hot'), use([], 'index')];
    }),
  );
}

/** A given shape may rearrange the numbers of a row; their count must be the same. */
function checkSize(wanted: readonly number[] | null, found: readonly number[] | null): void {
  const size = (shape: readonly number[]) => shape.reduce((a, d) => a * d, 1);
  if (!wanted || !found || size(wanted) === size(found)) return;
  throw new Problem(
    `shape must hold ${size(found)} numbers a row, as the data do, received ${wanted.join('×')} = ${size(wanted)}`,
    { argument: 'shape', expected: found, received: wanted },
  );
}
