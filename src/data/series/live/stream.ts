import type { SeriesPipeline } from '../../../spec';
import { isWindow, type LiveWindow, type NoWindow } from '../live-window';
import type { KeyedReading } from './intake';
import { type Arrival, type Kept, Track } from './track';

/** When a window is made. */
export type Every = 'reading' | 'period';

/** What a reading led to. */
export interface Outcome {
  readonly arrival: Arrival;
  readonly windows: readonly LiveWindow[];
  /** why there is no window at the newest step; null: there is one, or none was due */
  readonly why: NoWindow | null;
}

export interface StreamOptions {
  readonly every: Every;
  /** how many series are kept at most */
  readonly most: number;
  /** called with the key of a series that made room for another */
  readonly dropped: (key: string) => void;
}

/** One series of a stream, as it is kept. */
export interface KeptSeries extends Kept {
  readonly keys: readonly string[];
  /** the last step of which a window was made; −∞: none */
  readonly made: number;
}

interface One {
  readonly keys: readonly string[];
  readonly track: Track;
  made: number;
}

/** How many numbers all series together may keep: some 128 MB, and at most twice as much for their last windows. */
const MOST_NUMBERS = 2 ** 24;

/**
 * The windows of many series, made as their readings come. `reading`: each measured reading makes the window that ends
 * at its step, if that is not before the last one made. `period`: the window is made once, when a later step begins;
 * what comes late for a step whose window lacked it makes it then. The series that had no reading for the longest time
 * makes room for new ones.
 */
export class SeriesStream {
  private readonly all = new Map<string, One>();
  private numbers = 0;

  constructor(
    readonly series: SeriesPipeline,
    private readonly options: StreamOptions,
    kept: Iterable<readonly [string, KeptSeries]> = [],
  ) {
    for (const [key, { keys, made, ...readings }] of kept) {
      const track = new Track(series, readings);
      this.all.set(key, { keys, track, made });
      this.numbers += this.size(track);
    }
    this.makeRoom();
  }

  get count(): number {
    return this.all.size;
  }

  /** A series as it is kept; undefined: it is not there. */
  kept(key: string): KeptSeries | undefined {
    const one = this.all.get(key);
    return one && { keys: one.keys, made: one.made, ...one.track.kept };
  }

  /** All keys; first the one that had no reading for the longest time. */
  keys(): IterableIterator<string> {
    return this.all.keys();
  }

  add({ key, keys, reading: given }: KeyedReading): Outcome {
    const one = this.all.get(key) ?? { keys, track: new Track(this.series), made: Number.NEGATIVE_INFINITY };
    this.all.delete(key);
    this.all.set(key, one);
    const { track } = one;
    const before = this.size(track);
    const reading = Number.isNaN(given.time) ? { ...given, time: Math.max(-1, track.newest) + 1 } : given;
    const windows: LiveWindow[] = [];
    let why: NoWindow | null = null;
    const make = (time: number): void => {
      const step = track.step(time);
      if (this.options.every === 'period' ? step <= one.made : step < one.made) return;
      const window = track.window(time);
      if (!isWindow(window)) {
        why = window;
        return;
      }
      windows.push(window);
      one.made = step;
    };
    if (this.options.every === 'period' && track.opens(reading.time)) make(track.newest);
    const arrival = track.add(reading);
    if (arrival === 'newest' && track.step(reading.time) < one.made) one.made = Number.NEGATIVE_INFINITY; // its clock was set back
    if (this.options.every === 'reading') {
      if (arrival === 'newest' || arrival === 'late') make(reading.time);
    } else if (arrival === 'late' && track.step(reading.time) < track.step(track.newest)) make(reading.time);
    this.numbers += this.size(track) - before;
    this.makeRoom();
    return { arrival, windows, why };
  }

  private size({ kept }: Track): number {
    return (kept.readings.length + kept.behind.length) * (this.series.columns.length + 1);
  }

  private makeRoom(): void {
    for (const [key, { track }] of this.all) {
      if (this.all.size <= this.options.most && (this.numbers <= MOST_NUMBERS || this.all.size === 1)) return;
      this.all.delete(key);
      this.numbers -= this.size(track);
      this.options.dropped(key);
    }
  }
}
