import {
  expectModel,
  Intake,
  type KeyedReading,
  Model,
  Problem,
  type SeriesPipeline,
  SeriesStream,
  summaryOf,
  whyNot,
  windowMessage,
} from '../../src';
import { storeOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { turns } from '../shared/in-turn';
import { type Message, read, write } from '../shared/message';
import { Rate } from '../shared/rate';
import { ShownModel, titleOf } from '../shared/shown-model';
import { WarnOnce } from '../shared/warn-once';
import { KeptWindows } from './kept-windows';
import settings from './settings';

/** For so many milliseconds, a name is taken to mean the same version. */
const OTHERS = 1000;
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
    const store = storeOf(RED, storeId);
    const shown = new ShownModel(live, store, reference);
    const kept = new KeptWindows(live, context);
    const inTurn = turns();
    const rate = new Rate();
    const warnings = new WarnOnce(live, MOST_WARNINGS);
    let streaming: Streaming | null = null;
    /** when the model was last looked up, and the store's count of changes at that time */
    let looked = { at: Number.NEGATIVE_INFINITY, changes: -1 };
    /** how many messages wait for the model */
    let waiting = 0;
    live.onClose(removed => kept.close(removed));
    live.idle(reference || 'no model yet');

    return {
      part: { role: 'end', holds: () => shown.holds() },
      handle(message, send) {
        const value = read(RED, message, property);
        if (Model.is(value) || summaryOf(value) === 'Model') return queued(() => take(value));
        if (waiting === 0 && streaming !== null && isFresh()) return collect(streaming, message, value, send);
        return queued(async () => collect(await current(), message, value, send));
      },
    };

    async function queued<T>(work: () => Promise<T>): Promise<T> {
      waiting++;
      try {
        return await inTurn(work);
      } finally {
        waiting--;
      }
    }

    async function take(value: unknown): Promise<null> {
      const model = await expectModel(value, name => store.load(name), `msg.${property}`);
      if (reference !== '')
        throw new Problem(`the model is "${reference}", as its setting says, and a Model in a message is not taken`, {
          argument: 'model',
        });
      await begin(model);
      shown.set(model);
      return null;
    }

    function isFresh(): boolean {
      if (reference === '') return true;
      return looked.changes === store.changes() && performance.now() - looked.at < OTHERS;
    }

    /** The stream of the model that the node uses now. */
    async function current(): Promise<Streaming> {
      if (streaming !== null && isFresh()) return streaming;
      const next = { at: performance.now(), changes: store.changes() };
      const begun = await begin(await shown.get());
      looked = next; // not before: a model that cannot be used fails for each message
      return begun;
    }

    /** A new version of the model continues with the readings so far. */
    async function begin(model: Model): Promise<Streaming> {
      if (streaming?.model.id === model.id) return streaming;
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
      streaming = { model, series, stream, intake: new Intake(series, warnings.warn) };
      live.ready(titleOf(model));
      return streaming;
    }

    function collect(
      { model, series, intake, stream }: Streaming,
      message: Message,
      value: unknown,
      send: (sent: readonly (readonly Message[])[]) => void,
    ): null {
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
      let why: string | null = null;
      for (const each of readings) {
        const { arrival, windows, why: none } = stream.add(each);
        kept.touch(each.key);
        if (arrival === 'too late') warnings.warn(tooLate(each));
        if (windows.length > 0) {
          tellNew(series, each);
          send([windows.map(window => sent(message, series, each, window))]);
        }
        why = windows.length === 0 && none ? whyNot(none) : null;
      }
      const perSecond = rate.count(readings.length);
      if (perSecond !== null) {
        const parts = [titleOf(model)];
        if (stream.count > 1) parts.push(`${stream.count} series`);
        if (why === null) parts.push(`${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`);
        else parts.push(why);
        live.ready(parts.join(' · '));
      }
      if (failure !== null) {
        rate.hide();
        throw failure;
      }
      return null;
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
