import { type GridCell, gridChart, lineChart, type Manner, type Picture, WHOLE } from '../../charts';
import type { HeatMap } from '../explanation';

/** More cells of a side are drawn as the mean of some. */
const MOST_CELLS = 32;
/** Lines of a sequence; more would not be told apart. */
const MOST_LINES = 5;
/** Pixels of the longer side of a picture. */
const SIDE = 420;
/** How strongly a picture shines through its map, and how opaque the map's largest number is. */
const [THROUGH, OVER] = [0.35, 0.85];

/** The picture or sequence itself, and its map. */
export function heatMapPictures(
  found: HeatMap,
  name: string,
  { say, look }: Pick<Manner, 'say' | 'look'>,
): readonly Picture[] {
  const { column, label, target, map, input, method } = found;
  const towards = label ?? target;
  const title = say('What counts for {0}', towards);
  const summary =
    method === 'occlusion'
      ? say('By how much the answer falls where a place is hidden; red: by which it rises.')
      : say('Where the channels of the layer {0} speak for the answer.', found.layer ?? '');
  return isPicture(map) ? ofPicture(map) : ofSequence(map as readonly number[]);

  function ofPicture(rows: readonly (readonly number[])[]): Picture[] {
    const own = shrunken(input as readonly (readonly (number | readonly number[])[])[]);
    const cells = shrunken(rows);
    const most = Math.max(...cells.flat(2).map(Math.abs)) || 1;
    const over = cells.map(row =>
      row.map(([value]): GridCell => {
        const opacity = OVER * (Math.abs(value!) / most);
        return { value: value!, color: value! < 0 ? look.bad : look.good, opacity };
      }),
    );
    const [high, wide] = [own.length, own[0]!.length];
    const size = { width: (SIDE * wide) / Math.max(high, wide), height: (SIDE * high) / Math.max(high, wide) };
    const plain = colored(own, look.ink);
    const faint = plain.map(row => row.map(cell => ({ ...cell, opacity: THROUGH * cell.opacity })));
    return [
      {
        ...{ name: `input-${name}`, title: column, summary: say('The picture in {0}.', column), ...size },
        option: gridChart({ title: column, layers: [plain] }, look),
      },
      {
        ...{ name: `map-${name}`, title, summary, ...size },
        option: gridChart({ title, layers: [faint, over] }, look),
      },
    ];
  }

  function ofSequence(steps: readonly number[]): Picture[] {
    const own = input as readonly (readonly number[])[];
    const x = { name: say('Step') };
    const features = own[0]!.slice(0, MOST_LINES).map((_, f) => ({
      name: own[0]!.length === 1 ? column : `${column} ${f + 1}`,
      points: own.map((row, step) => [step + 1, row[f]!] as const),
    }));
    const line = { name: title, points: steps.map((value, step) => [step + 1, value] as const), filled: true };
    const size = { width: WHOLE.width, height: 260 };
    return [
      {
        ...{ name: `input-${name}`, title: column, summary: say('The sequence in {0}.', column), ...size },
        option: lineChart({ title: column, x, y: {}, lines: features }, look),
      },
      {
        ...{ name: `map-${name}`, title, summary, ...size },
        option: lineChart({ title, x, y: { zero: true }, lines: [line] }, look),
      },
    ];
  }
}

const isPicture = (map: HeatMap['map']): map is readonly (readonly number[])[] => Array.isArray(map[0]);

type Cells = readonly (readonly (readonly number[])[])[];

/** At most so many cells a side, each the mean of those that it stands for; [rows][columns][channels]. */
function shrunken(rows: readonly (readonly (number | readonly number[])[])[]): Cells {
  const step = Math.ceil(Math.max(rows.length, rows[0]!.length) / MOST_CELLS);
  const channels = (cell: number | readonly number[]): readonly number[] => (typeof cell === 'number' ? [cell] : cell);
  return everyNth(rows.length, step).map(top =>
    everyNth(rows[0]!.length, step).map(left => {
      const inside = rows.slice(top, top + step).flatMap(row => row.slice(left, left + step).map(channels));
      return inside[0]!.map((_, c) => inside.reduce((sum, cell) => sum + cell[c]!, 0) / inside.length);
    }),
  );
}

const everyNth = (length: number, step: number): number[] =>
  Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);

/** Of three channels the color; of one, the larger the darker. */
function colored(cells: Cells, ink: string): GridCell[][] {
  const all = cells.flat(2);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const share = (value: number): number => (value - least) / (most - least || 1);
  return cells.map(row =>
    row.map(cell => {
      const [value] = cell;
      if (cell.length !== 3) return { value: value!, color: ink, opacity: share(value!) };
      return { value: value!, color: `rgb(${cell.map(c => Math.round(255 * share(c))).join(',')})`, opacity: 1 };
    }),
  );
}
