import { Problem, show } from '../../../errors';
import type { SeriesPipeline } from '../../../spec';
import { isRecord, listed, quoted } from '../../error-text';
import { keyOf } from '../keys';
import { type Keyed, type Reading, SeriesReader } from '../reader';

/** What a message says about its readings. */
export interface Incoming {
  /** a reading or a list of readings; with `sensor`, a single value */
  readonly value: unknown;
  /** the column that a single value belongs to, or a topic that ends with it; undefined: `value` holds readings */
  readonly sensor?: unknown;
  /** the time of readings that have none themselves; undefined: now */
  readonly time?: unknown;
  /** the series, or a topic that names it; undefined: the readings tell */
  readonly key?: unknown;
  /** the topic, which names the series if nothing else does */
  readonly topic?: unknown;
  /** milliseconds since 1970 */
  readonly now: number;
}

export interface KeyedReading extends Keyed {
  /** its time may be NaN: it follows the last one of its series */
  readonly reading: Reading;
}

/** Reads the readings in messages as those of training were read. */
export class Intake {
  private readonly reader: SeriesReader;
  private readonly known: ReadonlySet<string>;
  /** the only measured column; null: there are several */
  private readonly only: string | null;

  constructor(
    private readonly series: SeriesPipeline,
    warn: (warning: string) => void,
  ) {
    this.reader = new SeriesReader(series, warn);
    this.known = new Set(series.keys);
    const measured = series.columns.filter(({ name }) => !series.known.includes(name));
    this.only = measured.length === 1 ? measured[0]!.name : null;
  }

  /**
   * The readings of a message, in their order, one after the other as they are asked for. `failed` gets the error of each
   * in a list that cannot be read.
   */
  *read(incoming: Incoming, failed: (error: unknown) => void): Generator<KeyedReading, void> {
    const { value, sensor } = incoming;
    if (sensor !== undefined) yield this.one({ [this.columnOf(sensor)]: value }, incoming);
    else if (!Array.isArray(value)) yield this.one(this.recordOf(value), incoming);
    else
      for (const [i, each] of value.entries()) {
        const found = this.listed(each, i, incoming, failed);
        if (found !== null) yield found;
      }
  }

  private listed(
    value: unknown,
    place: number,
    incoming: Incoming,
    failed: (error: unknown) => void,
  ): KeyedReading | null {
    try {
      return this.one(this.recordOf(value), incoming);
    } catch (error) {
      failed(error instanceof Problem ? error.within(`reading ${place + 1}`) : error);
      return null;
    }
  }

  private recordOf(value: unknown): Readonly<Record<string, unknown>> {
    if (isRecord(value)) return value;
    if (this.only !== null && (typeof value === 'number' || typeof value === 'string')) return { [this.only]: value };
    throw new Problem(
      `must be a reading, a record such as ${this.example()}, or a list of them, received ${show(value)}`,
    );
  }

  private example(): string {
    const { time, columns } = this.series;
    const cells = columns.slice(0, 3).map(({ name }) => `${quoted(name)}: …`);
    return `{${[...(time ? [`${quoted(time.name)}: …`] : []), ...cells].join(', ')}}`;
  }

  private one(record: Readonly<Record<string, unknown>>, incoming: Incoming): KeyedReading {
    return {
      ...this.keyed(record, incoming),
      reading: { time: this.timeOf(record, incoming), values: this.reader.valuesOf(record) },
    };
  }

  private timeOf(record: Readonly<Record<string, unknown>>, { time, now }: Incoming): number {
    const { series, reader } = this;
    if (time !== undefined && time !== null) return reader.time(time);
    const own = reader.timeOf(record);
    if (own !== undefined) return own;
    if (series.time === null) return Number.NaN;
    if (series.time.clock.kind !== 'number') return now;
    throw new Problem(
      `a reading must have its time (column ${quoted(series.time.name)}), a number as in training, received ${show(record)}`,
    );
  }

  private keyed(record: Readonly<Record<string, unknown>>, { key, topic, sensor }: Incoming): Keyed {
    if (key !== undefined && key !== null) {
      const keys = Array.isArray(key) ? key.map(String) : [this.named(String(key), key === sensor)];
      return { key: keyOf(keys), keys };
    }
    if (this.series.key.length === 0) return { key: '', keys: [] };
    const own = this.reader.keyOf(record);
    const lacks = own.keys.every(value => value === '');
    if (!lacks || this.series.key.length > 1 || typeof topic !== 'string' || topic === '') return own;
    const name = this.named(topic, sensor !== undefined);
    return { key: name, keys: [name] };
  }

  /**
   * The series that a topic names: the topic or the one level of it that training knew, else all of it but the sensor.
   */
  private named(topic: string, hasSensor: boolean): string {
    if (this.known.has(topic)) return topic;
    const levels = topic.split('/');
    const found = levels.filter(level => this.known.has(level));
    if (found.length === 1) return found[0]!;
    return hasSensor && levels.length > 1 ? levels.slice(0, -1).join('/') : topic;
  }

  private columnOf(sensor: unknown): string {
    const names = this.series.columns.map(({ name }) => name);
    if (typeof sensor === 'string') {
      if (names.includes(sensor)) return sensor;
      const last = sensor.slice(sensor.lastIndexOf('/') + 1);
      if (names.includes(last)) return last;
    }
    throw new Problem(`the sensor must be one of the columns ${listed(names)}, received ${show(sensor)}`, {
      received: sensor,
    });
  }
}
