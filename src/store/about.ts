import type { ModelAbout } from '../spec';
import type { Model } from '../values/model';

/** Epochs of a curve that are told. */
const POINTS = 300;

/** What the editor is told of a model: how it was trained and judged, what it takes and gives. No values of its data. */
export function aboutModel({ model, version, card, body }: Model): ModelAbout {
  const { task, parameters, engine, metrics, worth, folds, leaks, chosen, data, seed, created, origin } = card;
  const curves = Object.entries(card.history).filter(([name]) => name === 'loss' || name === 'val_loss');
  const pipeline = body.pipeline;
  return {
    ...{ model, version: version ?? 0, task, parameters, engine, metrics, seed, created },
    ...(worth && { worth }),
    ...(folds && { folds }),
    ...(leaks && { leaks }),
    ...(chosen && { chosen }),
    ...(origin && { importedFrom: origin.file }),
    ...(origin?.program !== undefined && { program: origin.program }),
    data: { rows: data.rows, source: data.source },
    background: body.background?.rows ?? 0,
    calibrated: body.calibration !== null,
    columns: (pipeline?.features ?? []).map(({ name, type, transform, shape }) => ({
      ...{ name, type, scaling: transform.kind },
      ...(type === 'tensor' && { shape }),
    })),
    targets: (pipeline?.targets ?? []).map(({ name, task, classes }) => ({
      name,
      task,
      classes: classes?.length ?? 0,
    })),
    layers: body.network.layers.map(({ className }) => className),
    layerNames: body.network.layers.flatMap(({ className, label }) => (className === 'InputLayer' ? [] : [label])),
    history: Object.fromEntries(curves.map(([name, values]) => [name, thinned(values)])),
  };
}

/** Evenly chosen ones, the last among them. */
function thinned(values: readonly number[]): readonly number[] {
  if (values.length <= POINTS) return values;
  return Array.from({ length: POINTS }, (_, i) => values[Math.round((i * (values.length - 1)) / (POINTS - 1))]!);
}
