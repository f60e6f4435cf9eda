import {
  automaticTraining,
  automaticWords,
  type Canvas,
  type LayerPreview,
  objectiveWords,
  readSettings,
} from '../../src';
import { type Asked, layerPreviewRoute } from '../shared/layer-preview';
import settings from './settings';

export const previewRoute = layerPreviewRoute('nn-train', { table: () => settings.properties, preview });

/** What training chooses for the fields set to auto, in words, for the data and the network that reach it. */
function preview({ id, from, values }: Asked, observedShapes: Canvas['observedShapes']): LayerPreview {
  const given = readSettings(settings.properties, values);
  const data = observedShapes.tablesAt(id, from);
  const network = observedShapes.networkAt(id);
  const left = { loss: given.loss === 'auto', metrics: given.metrics === 'auto' };
  const words = data.flatMap(({ pipeline, rows, training = automaticTraining(rows), recipe }) => [
    ...automaticWords(given, training, rows, recipe !== undefined),
    ...(network ? objectiveWords(network, pipeline, left) : []),
  ]);
  return data.length === 0 ? { unknown: 'input' } : { words: [...new Set(words)] };
}
