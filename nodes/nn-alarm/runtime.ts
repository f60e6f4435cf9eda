import { type KeptAlarms, keptAlarms, type Model, type WindowTold } from '../../src';
import { storeOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { KeptState } from '../shared/kept-state';
import { runtimeSay } from '../shared/language';
import { type Message, read, write } from '../shared/message';
import { eachPaced } from '../shared/paced';
import { PerModel } from '../shared/per-model';
import { Rate } from '../shared/rate';
import { titleOf } from '../shared/shown-model';
import { WarnOnce } from '../shared/warn-once';
import settings from './settings';
import { type AlarmEvent, type Outcome, Watch } from './watch';

const MOST_WARNINGS = 100;

/** Tells when a series begins to be unusual and when it is normal again, from the answers of predict. */
export default defineNode(
  'nn-alarm',
  settings,
  (live, { model: reference, store: storeId, context, property, result, ...wishes }) => {
    const { RED, subject } = live;
    const kept = new KeptState(live, context, 'alarms', why =>
      live.node.warn(`${subject}: the alarms cannot be kept for a restart (${why})`),
    );
    const rate = new Rate();
    /** the ends of alarms of series that made room */
    const left: AlarmEvent[] = [];
    const warnings = new WarnOnce(live, MOST_WARNINGS);
    const say = runtimeSay(RED, 'nn-alarm');
    const watches = new PerModel(live, storeOf(RED, storeId), reference, watchOf);
    live.onClose(async removed => {
      await watches.idle(); // of a long list that is still read, nothing is lost
      await kept.close(removed);
    });

    return {
      part: { role: 'end', holds: () => watches.holds() },
      handle(message, send) {
        const value = read(RED, message, property);
        return watches.handle(value, `msg.${property}`, watch => tell(watch, message, value, send));
      },
    };

    /** Another version goes on with the alarms so far. */
    async function watchOf(model: Model, before: Watch | null): Promise<Watch> {
      await kept.save();
      const watch = new Watch(model, wishes, before ? before.state() : await loaded(), say, tellDropped);
      kept.follow(() => watch.state());
      warnings.reset();
      const { extrapolated, span } = watch.judge.threshold;
      if (extrapolated)
        warnings.warn(
          `the validation rows are ${Number((span / 86_400_000).toPrecision(2))} days of normal readings, in which ${wishes.rate} false alarms a ${wishes.per} are too seldom to be seen: the threshold goes on from their largest scores. More rows make it exact`,
        );
      return watch;
    }

    async function loaded(): Promise<KeptAlarms | null> {
      const state = await kept.load();
      if (state === undefined) return null;
      const read = keptAlarms(state);
      if (read === null) live.node.warn(`${subject}: the kept alarms cannot be read, and begin anew`);
      return read;
    }

    function tell(
      watch: Watch,
      message: Message,
      value: unknown,
      send: (sent: readonly (readonly Message[] | null)[]) => void,
    ): null | Promise<null> {
      const told = toldIn(message);
      const key = told?.key ?? (typeof message.topic === 'string' ? message.topic : '');
      const wires = (live.node as { wires?: readonly (readonly unknown[])[] }).wires ?? [];
      const wantsReadings = (wires[1]?.length ?? 0) > 0;
      const answers = told === null && Array.isArray(value) ? value : [value];
      const end = (): null => {
        showRate(watch, answers.length);
        return null;
      };
      const going = eachPaced(answers, answer => {
        const outcome = watch.take(answer, told, key, wantsReadings);
        kept.touch();
        for (const event of left.splice(0)) {
          const { window: _ofAnother, ...own } = message;
          send([[write(RED, { ...own, ...(event.key !== '' && { topic: event.key }) }, result, event)], null]);
        }
        if (outcome?.event) rate.hide(); // the status tells it at once
        if (outcome !== null) send(sent(message, outcome, wantsReadings));
      });
      return going === null ? end() : going.then(end);
    }

    function sent(message: Message, { event, points, reading }: Outcome, wantsReadings: boolean) {
      const topic = message.topic ?? (reading.key === '' ? undefined : reading.key);
      const about = { ...message, ...(topic !== undefined && { topic }) };
      return [
        event && [write(RED, about, result, event)],
        wantsReadings ? [{ ...write(RED, about, result, points), reading }] : null,
      ];
    }

    function showRate(watch: Watch, count: number): void {
      const perSecond = rate.count(count);
      if (perSecond === null) return;
      const [first] = watch.alarms;
      const parts = [titleOf(watch.model)];
      if (first !== undefined)
        parts.push(watch.alarms.size > 1 ? `${watch.alarms.size} alarms` : first === '' ? 'alarm' : `alarm: ${first}`);
      else if (watch.count > 1) parts.push(`${watch.count} series`);
      parts.push(`${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`);
      if (first === undefined) live.ready(parts.join(' · '));
      else live.busy(parts.join(' · '));
    }

    function tellDropped(key: string, end: AlarmEvent | null): void {
      if (end) left.push(end);
      warnings.warn(
        `more series than it keeps (${wishes.maxKeys}): ${JSON.stringify(key)}, which had no reading for the longest time, was dropped`,
      );
    }
  },
);

/** What nn-window told of the window; null: the message did not come from it. */
function toldIn({ window }: Message): WindowTold | null {
  if (typeof window !== 'object' || window === null) return null;
  const { key, time, last } = window as Partial<Record<keyof WindowTold, unknown>>;
  if (typeof key !== 'string' || typeof time !== 'number' || typeof last !== 'object' || last === null) return null;
  return { key, time, last: last as WindowTold['last'] };
}
