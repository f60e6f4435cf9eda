import type { Look } from './look';

/** One axis of numbers. */
export interface Axis {
  readonly name?: string;
  readonly min?: number;
  readonly max?: number;
  /** its numbers are in percent */
  readonly percent?: boolean;
  /** does it include 0, whatever its numbers are? */
  readonly zero?: boolean;
}

export const FONT = 12;

export const textStyle = { fontFamily: 'system-ui, sans-serif', fontSize: FONT };

const named = (name: string | undefined, look: Look, gap: number) =>
  name
    ? { name, nameLocation: 'middle' as const, nameGap: gap, nameTextStyle: { color: look.quiet, fontSize: FONT } }
    : {};

export function valueAxis({ name, min, max, percent = false, zero = false }: Axis, look: Look, gap: number) {
  return {
    type: 'value' as const,
    ...named(name, look, gap),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    scale: !zero,
    splitNumber: 5,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: look.quiet, fontSize: FONT, hideOverlap: true, ...(percent && { formatter: '{value} %' }) },
    splitLine: { lineStyle: { color: look.grid } },
  };
}

/** A category axis. Long names are cut off: `width` in pixels. */
export function categoryAxis(
  data: readonly string[],
  look: Look,
  { name, width = 130, inverse = false, gap = 30 } = {} as CategoryAxis,
) {
  return {
    type: 'category' as const,
    data: [...data],
    inverse,
    ...named(name, look, gap),
    axisLine: { lineStyle: { color: look.grid } },
    axisTick: { show: false },
    axisLabel: { color: look.quiet, fontSize: FONT, width, overflow: 'truncate' as const, interval: 0 },
  };
}
interface CategoryAxis {
  readonly name?: string;
  readonly width?: number;
  readonly inverse?: boolean;
  readonly gap?: number;
}

/** The parts that all pictures have. `legend`: the names of its lines or kinds of bars, if there are several. */
export function frame(title: string, legend: readonly string[], look: Look) {
  const top = (look.titled ? 34 : 10) + (legend.length > 1 ? 26 : 0);
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle,
    color: [...look.series],
    ...(look.titled && {
      title: { text: title, left: 0, top: 0, textStyle: { ...textStyle, fontSize: 14, color: look.ink } },
    }),
    ...(legend.length > 1 && {
      legend: {
        data: [...legend],
        top: look.titled ? 28 : 0,
        left: 0,
        icon: 'roundRect',
        itemGap: 18,
        itemWidth: 14,
        itemHeight: 4,
        textStyle: { ...textStyle, color: look.quiet, width: 150, overflow: 'truncate' as const },
      },
    }),
    tooltip: { trigger: 'item' as const },
    grid: { left: 12, right: 18, top, bottom: 8, outerBoundsMode: 'same' as const, outerBoundsContain: 'all' as const },
  };
}
