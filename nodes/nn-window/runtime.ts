import {
  Intake,
  type KeyedReading,
  type Model,
  Problem,
  type SeriesPipeline,
  SeriesStream,
  whyNot,
  windowMessage,
} from '../../src';
import { storeOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { type Message, read, write } from '../shared/message';
import { eachPaced } from '../shared/paced';
import { PerModel } from '../shared/per-model';
import { Rate } from '../shared/rate';
import { titleOf } from '../shared/shown-model';
import { WarnOnce } from '../shared/warn-once';
import { KeptWindows } from './kept-windows';
import settings from './settings';

const MOST_WARNINGS = 100;

/** A stream, and how one model reads it. */
interface Streaming {
  readonly model: Model;
  readonly series: SeriesPipeline;
  readonly intake: Intake;
  readonly stream: SeriesStream;
}

/** Collects readings into the windows that a model of series was trained on. */
export default defineNode(
  'nn-window',
  settings,
  (live, { model: reference, store: storeId, maxKeys, context, property, result, ...wishes }) => {
    const { RED } = live;
    const kept = new KeptWindows(live, context);
    const rate = new Rate();
    const warnings = new WarnOnce(live, MOST_WARNINGS);
    const streams = new PerModel(live, storeOf(RED, storeId), reference, streamingOf);
    live.onClose(async removed => {
      await streams.idle(); // of a long list that is still read, nothing is lost
      await kept.close(removed);
    });

    return {
      part: { role: 'end', holds: () => streams.holds() },
      handle(message, send) {
        const value = read(RED, message, property);
        return streams.handle(value, `msg.${property}`, streaming => collect(streaming, message, value, send));
      },
    };

    /** A new version of the model continues with the readings so far. */
    async function streamingOf(model: Model): Promise<Streaming> {
      const series = model.body.pipeline?.series;
      if (series === undefined)
        throw new Problem(
          `the model ${titleOf(model)} has no windows: it was not trained on time series (series of the dataset node)`,
          { argument: 'model' },
        );
      await kept.save();
      const stream = new SeriesStream(
        series,
        { every: everyOf(series, wishes.every), most: maxKeys, dropped: tellDropped },
        await kept.load(series),
      );
      kept.follow(stream);
      warnings.reset();
      return { model, series, stream, intake: new Intake(series, warnings.warn) };
    }

    function collect(
      { model, series, intake, stream }: Streaming,
      message: Message,
      value: unknown,
      send: (sent: readonly (readonly Message[])[]) => void,
    ): null | Promise<null> {
      let failure: unknown = null;
      const incoming = {
        ...{ value, topic: message.topic, now: Date.now() },
        ...(wishes.input === 'sensor' && { sensor: read(RED, message, wishes.sensor) ?? '' }),
        ...(wishes.key !== '' && { key: read(RED, message, wishes.key) ?? '' }),
        ...(wishes.time !== '' && { time: read(RED, message, wishes.time) }),
      };
      const readings = intake.read(incoming, error => {
        failure ??= error;
      });
      let count = 0;
      let why: string | null = null;
      const take = (each: KeyedReading): void => {
        const { arrival, windows, why: none } = stream.add(each);
        kept.touch(each.key);
        if (arrival === 'too late') warnings.warn(tooLate(each));
        if (windows.length > 0) {
          tellNew(series, each);
          send([windows.map(window => sent(message, series, each, window))]);
        }
        count++;
        why = windows.length === 0 && none ? whyNot(none) : null;
      };
      const end = (): null => {
        showRate(model, stream, count, why);
        if (failure === null) return null;
        rate.hide();
        throw failure;
      };
      const going = eachPaced(readings, take);
      return going === null ? end() : going.then(end);
    }

    function showRate(model: Model, stream: SeriesStream, count: number, why: string | null): void {
      const perSecond = rate.count(count);
      if (perSecond === null) return;
      const parts = [titleOf(model)];
      if (stream.count > 1) parts.push(`${stream.count} series`);
      parts.push(why ?? `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`);
      live.ready(parts.join(' · '));
    }

    function sent(message: Message, series: SeriesPipeline, { key, keys }: KeyedReading, window: Window): Message {
      const { payload, about } = windowMessage(series, keys, window);
      const topic = message.topic ?? (key === '' ? undefined : key);
      return {
        ...write(RED, message, result, payload),
        ...(topic !== undefined && { topic }),
        window: { key, ...about },
      };
    }

    function tellNew({ keys }: SeriesPipeline, { key }: KeyedReading): void {
      if (keys !== undefined && key !== '' && !keys.includes(key))
        warnings.warn(
          `the series ${JSON.stringify(key)} was not in training: the answer is that of the model for any series`,
        );
    }

    function tellDropped(key: string): void {
      warnings.warn(
        `more series than it keeps (${maxKeys}): the readings of ${JSON.stringify(key)}, which had none for the longest time, were dropped`,
      );
    }
  },
);

type Window = Parameters<typeof windowMessage>[2];

/** Where a step has many readings, a window is complete when its last step is over. */
const everyOf = ({ single }: SeriesPipeline, every: 'auto' | 'reading' | 'period'): 'reading' | 'period' =>
  every === 'auto' ? (single ? 'reading' : 'period') : every;

const tooLate = ({ key }: KeyedReading): string =>
  key === ''
    ? 'a reading came too late for every window, and is left out; if the clock went back, windows come again when as many readings came as one takes'
    : `series ${JSON.stringify(key)}: a reading came too late for every window, and is left out; if the clock went back, windows come again when as many readings came as one takes`;
