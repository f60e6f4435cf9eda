import { TensorwireError } from '../../errors';
import type { Rows } from '../../inference/batcher';
import { elements } from '../../shape';
import type { Column } from '../../spec';
import type { Explainer } from '../explainer';
import type { HeatMap } from '../explanation';
import type { Asked } from '../request';
import { placeText } from '../words';
import { type MappedColumn, mappedColumn } from './mapped-column';
import { fallsByPlace, occluded, windowsOf } from './occlusion';
import { resized } from './resize';

/** Numbers of encoded rows that are sent at once. */
const MOST_NUMBERS = 4_000_000;
/** Rows of one run. */
const MOST_ROWS = 256;

/** The map of one row, and how it was made. */
type Found = Pick<HeatMap, 'layer' | 'patch' | 'baseline'> & { readonly map: Float64Array };
type MapOf = (encoded: readonly Rows[], chosen: number, value: number) => Promise<Found>;

/** A map for each row: the places of a picture, or the steps of a sequence, that count for the answer. */
export async function heatMaps(
  asked: Asked,
  rows: Int32Array,
  method: 'grad-cam' | 'occlusion',
): Promise<readonly HeatMap[]> {
  const { explainer, columns, request, t } = asked;
  const answer = explainer.answers[t]!;
  const { name, task, classes } = answer.target;
  const { network } = explainer.model.body;
  const column = mappedColumn(explainer.model.model, network, explainer.players, request.columns[0] ?? '');
  const mapOf = method === 'grad-cam' ? byGradient(asked, column) : byOcclusion(asked, column);
  const source = columns.find(one => one.name === column.player.column.name)!;
  const found: HeatMap[] = [];
  for (const row of rows) {
    const encoded = explainer.encode(columns, Int32Array.of(row));
    const [output] = (await explainer.outputsOf(1, encoded)).slice(t);
    const chosen = asked.chosen ?? answer.choose(output!, 0);
    const value = answer.value(output!, 0, chosen);
    const { map, ...how } = await mapOf(encoded, chosen, value);
    const most = boxOf(map, column.sides);
    const towards = classes?.[chosen] ?? name;
    found.push({
      ...{ target: name, ...(task !== 'regression' && { label: towards }), value, method },
      ...{ column: column.player.column.name, ...how },
      map: column.kind === 'picture' ? byRow(map, column.sides[1]!) : Array.from(map),
      input: inputOf(source, row, column),
      ...{ most, text: placeText({ kind: column.kind, towards, most }, request.language) },
    });
    request.onProgress?.(found.length, rows.length);
  }
  return found;
}

function byGradient({ explainer, request, t }: Asked, { sides }: MappedColumn): MapOf {
  return async (encoded, chosen) => {
    const wanted = { method: 'grad-cam', layer: request.layer, target: t, chosen: Int32Array.of(chosen) } as const;
    const found = await explainer.gradCam(1, encoded, wanted);
    if (found.sides.length !== sides.length)
      throw new TensorwireError(
        explainer.model.model,
        `the layer ${found.layer} gives [${found.sides.join(', ')}] places, of which none belong to the ${sides.length} sides of the column`,
        { argument: 'layer' },
      );
    return { layer: found.layer, map: resized(found.data, found.sides, sides) };
  };
}

function byOcclusion({ explainer, request, t }: Asked, column: MappedColumn): MapOf {
  const windows = windowsOf(column, request.patch);
  const answer = explainer.answers[t]!;
  const mean = meanOf(explainer);
  return async (encoded, chosen, value) => {
    const baseline = mean ?? encoded.map(({ data }) => new Float32Array(data.length));
    const width = encoded.reduce((sum, { data }) => sum + data.length, 0);
    const atOnce = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / width)));
    const falls: number[] = [];
    for (let from = 0; from < windows.places.length; from += atOnce) {
      const some = windows.places.slice(from, from + atOnce);
      const outputs = await explainer.outputsOf(some.length, occluded(encoded, column, some, baseline));
      for (let i = 0; i < some.length; i++) falls.push(value - answer.value(outputs[t]!, i, chosen));
    }
    return {
      ...{ patch: windows.size, baseline: mean ? ('mean' as const) : ('zero' as const) },
      map: fallsByPlace(column.sides, windows, falls),
    };
  };
}

/** The mean of the encoded background rows; null: the model keeps none. */
function meanOf(explainer: Explainer): readonly Float32Array[] | null {
  const { kept } = explainer;
  if (!kept) return null;
  const all = Int32Array.from({ length: kept.rows }, (_, row) => row);
  return explainer.encode(kept.columns, all).map(({ data }) => {
    const mean = new Float32Array(data.length / kept.rows);
    for (let i = 0; i < data.length; i++) mean[i % mean.length]! += data[i]! / kept.rows;
    return mean;
  });
}

/** The places with at least half of the largest number. */
export function boxOf(map: Float64Array, sides: readonly number[]): HeatMap['most'] {
  // a large picture has more places than a function may have arguments
  const largest = map.reduce((most, value) => (value > most ? value : most), 0);
  if (largest === 0) return null;
  const width = sides[1] ?? 1;
  const from = sides.map(() => Number.POSITIVE_INFINITY);
  const to = sides.map(() => 0);
  for (const [place, value] of map.entries())
    if (value >= largest / 2)
      for (const [side, at] of [Math.floor(place / width), place % width].slice(0, sides.length).entries()) {
        from[side] = Math.min(from[side]!, at);
        to[side] = Math.max(to[side]!, at);
      }
  return { from, to };
}

const byRow = (values: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) =>
    Array.from({ length: width }, (_, column) => values[row * width + column]!),
  );

/** The array of a row as it came; of a picture whose channels are not colors, their mean. */
function inputOf({ data }: Column, row: number, { kind, sides, channels }: MappedColumn): HeatMap['input'] {
  const places = elements(sides);
  const own = Array.from({ length: places * channels }, (_, i) => Number(data[row * places * channels + i]));
  const cells = byRow(own, channels);
  if (kind === 'sequence') return cells;
  const width = sides[1]!;
  const shown = channels === 3 ? cells : cells.map(cell => cell.reduce((a, b) => a + b, 0) / channels);
  return Array.from({ length: sides[0]! }, (_, y) => shown.slice(y * width, (y + 1) * width));
}
