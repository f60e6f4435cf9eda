import { expectModel, Model, Problem, summaryOf, type WindowTold } from '../../src';
import { storeOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { turns } from '../shared/in-turn';
import { KeptState } from '../shared/kept-state';
import { runtimeSay } from '../shared/language';
import { type Message, read, write } from '../shared/message';
import { Rate } from '../shared/rate';
import { ShownModel, titleOf } from '../shared/shown-model';
import { WarnOnce } from '../shared/warn-once';
import settings from './settings';
import { type Outcome, Watch } from './watch';

/** For this long, in milliseconds, a name is trusted to mean the same version. */
const OTHERS = 1000;
const MOST_WARNINGS = 100;

/** Tells when a series begins to be unusual and when it is normal again, from the answers of predict. */
export default defineNode(
  'nn-alarm',
  settings,
  (live, { model: reference, store: storeId, context, property, result, ...wishes }) => {
    const { RED, subject } = live;
    const store = storeOf(RED, storeId);
    const shown = new ShownModel(live, store, reference);
    const kept = new KeptState(live, context, 'alarms', why =>
      live.node.warn(`${subject}: the alarms cannot be kept for a restart (${why})`),
    );
    const inTurn = turns();
    const rate = new Rate();
    const warnings = new WarnOnce(live, MOST_WARNINGS);
    const say = runtimeSay(RED, 'nn-alarm');
    let watch: Watch | null = null;
    /** when the model was looked up, and the store's count of changes then */
    let looked = { at: Number.NEGATIVE_INFINITY, changes: -1 };
    /** messages that wait for the model */
    let waiting = 0;
    live.onClose(removed => kept.close(removed));
    live.idle(reference || 'no model yet');

    return {
      part: { role: 'end', holds: () => shown.holds() },
      handle(message, send) {
        const value = read(RED, message, property);
        if (Model.is(value) || summaryOf(value) === 'Model') return queued(() => take(value));
        if (waiting === 0 && watch !== null && isFresh()) return tell(watch, message, value, send);
        return queued(async () => tell(await current(), message, value, send));
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

    /** The watch with the model that is meant now. */
    async function current(): Promise<Watch> {
      if (watch !== null && isFresh()) return watch;
      const next = { at: performance.now(), changes: store.changes() };
      const begun = await begin(await shown.get());
      looked = next; // not before: a model that cannot be used fails for each message
      return begun;
    }

    /** Another version goes on with the alarms so far. */
    async function begin(model: Model): Promise<Watch> {
      if (watch?.model.id === model.id) return watch;
      await kept.save();
      const next = new Watch(model, wishes, watch?.state() ?? (await kept.load()), say, tellDropped);
      kept.follow(() => next.state());
      warnings.reset();
      const { extrapolated, span } = next.judge.threshold;
      if (extrapolated)
        warnings.warn(
          `the validation rows are ${(span / 86_400_000).toPrecision(2)} days of normal readings, in which ${wishes.rate} false alarms a ${wishes.per} are too seldom to be seen: the threshold goes on from their largest scores. More rows make it exact`,
        );
      watch = next;
      live.ready(titleOf(model));
      return watch;
    }

    function tell(
      now: Watch,
      message: Message,
      value: unknown,
      send: (sent: readonly (readonly Message[] | null)[]) => void,
    ): null {
      const told = toldIn(message);
      const key = told?.key ?? (typeof message.topic === 'string' ? message.topic : '');
      const wires = (live.node as { wires?: readonly (readonly unknown[])[] }).wires ?? [];
      const wantsReadings = (wires[1]?.length ?? 0) > 0;
      const answers = told === null && Array.isArray(value) ? value : [value];
      for (const answer of answers) {
        const outcome = now.take(answer, told, key, wantsReadings);
        kept.touch();
        if (outcome?.event) rate.hide(); // the status tells it at once
        if (outcome !== null) send(sent(message, outcome, wantsReadings));
      }
      showRate(now, answers.length);
      return null;
    }

    function sent(message: Message, { event, points, reading }: Outcome, wantsReadings: boolean) {
      const topic = message.topic ?? (reading.key === '' ? undefined : reading.key);
      const about = { ...message, ...(topic !== undefined && { topic }) };
      return [
        event && [write(RED, about, result, event)],
        wantsReadings ? [{ ...write(RED, about, result, points), reading }] : null,
      ];
    }

    function showRate(now: Watch, count: number): void {
      const perSecond = rate.count(count);
      if (perSecond === null) return;
      const [first] = now.alarms;
      const parts = [titleOf(now.model)];
      if (first !== undefined)
        parts.push(now.alarms.size > 1 ? `${now.alarms.size} alarms` : first === '' ? 'alarm' : `alarm: ${first}`);
      else if (now.count > 1) parts.push(`${now.count} series`);
      parts.push(`${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`);
      if (first === undefined) live.ready(parts.join(' · '));
      else live.busy(parts.join(' · '));
    }

    function tellDropped(key: string): void {
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
