import type { NodeAPI } from 'node-red';
import {
  COMPARED_EVERY,
  type Drift,
  driftText,
  Health,
  healthState,
  LEAST_RECORDS,
  LEVELS,
  type Level,
  Model,
  messageOf,
  Problem,
  removeOrphaned,
  summaryOf,
  z,
} from '../../src';
import { storeOf } from '../shared/config';
import { answer, onDashboard } from '../shared/dashboard';
import { defineNode } from '../shared/define';
import { runtimeSay, type Say } from '../shared/language';
import { read } from '../shared/message';
import { SavedState } from '../shared/saved-state';
import { ShownModel, titleOf } from '../shared/shown-model';
import { sweepAtDeploys } from '../shared/sweep';
import settings from './settings';

/** Milliseconds between two notices of new messages to the pages. */
const NEWS_EVERY = 1000;
/** Milliseconds after which a model of the store is looked up again, because there may be a newer version. */
const FRESH = 1000;

type Known = { readonly model: Model; readonly unknown: null } | { readonly model: null; readonly unknown: string };
/** A restart loses at most a minute of counting. */
const SAVED = { folder: 'health', schema: healthState, every: 60_000, what: 'what was counted' };
const levels = Object.keys(LEVELS) as [Level, ...Level[]];

/** How a model fares in use, on a page of Dashboard 2.0. */
const register = defineNode(
  'ui-nn-health',
  settings,
  (live, { model: reference, store, answer: answerPath, record: recordPath, language, ...place }) => {
    const { RED, node } = live;
    const at = storeOf(RED, store);
    const shown = new ShownModel(live, at, reference);
    const health = new Health();
    const saved = new SavedState(live, SAVED, () => health.state());
    const before = saved.read();
    if (before) health.restore(before);
    /** why columns are not compared; null: they are */
    let unread: string | null = null;
    const timers: { news?: NodeJS.Timeout; compare?: NodeJS.Timeout } = {};
    let closed = false;
    live.onClose(async removed => {
      closed = true;
      for (const timer of Object.values(timers)) clearTimeout(timer);
      await saved.close(removed);
    });
    /** `until`: by the monotonic clock */
    let asked: { readonly until: number; readonly found: Promise<Known> } | null = null;
    /** The model that the answers are from, or why it is not known. */
    function current(): Promise<Known> {
      const now = performance.now();
      if (asked && now < asked.until) return asked.found;
      const found = shown.get().then(
        model => {
          health.of(model);
          return { model, unknown: null };
        },
        error => ({ model: null, unknown: `columns are not compared: ${messageOf(error)}` }),
      );
      asked = { until: now + FRESH, found };
      return found;
    }
    const own = runtimeSay(RED, 'ui-nn-health');
    const textOf = (drift: Drift, say: Say): string => say(driftText(drift, health.records));

    /** Sends what has drifted on to the flow, and shows on the canvas how many answers there were. */
    function compare(): void {
      const now = Date.now();
      for (const drift of health.newlyDrifted(now)) {
        const { column, psi } = drift;
        node.send({ topic: column, payload: textOf(drift, own), column, psi } as never);
      }
      const drifted = health.drifts().filter(one => one.drifted).length;
      const { asked } = health.timeline.all;
      if (place.group !== '')
        live.ready(`${asked} ${asked === 1 ? 'answer' : 'answers'}${drifted > 0 ? ` · ${drifted} drifted` : ''}`);
    }
    function counted(): void {
      if (closed) return; // a message may still have been under way
      saved.soon();
      timers.news ??= setTimeout(() => {
        timers.news = undefined;
        widget.tell({ counted: true });
      }, NEWS_EVERY);
      timers.compare ??= setTimeout(() => {
        timers.compare = undefined;
        compare();
      }, COMPARED_EVERY);
    }
    live.idle('no answers yet');
    const widget = onDashboard(
      live,
      place,
      'NnHealth',
      { language },
      {
        summary: answer(z.object({ level: z.enum(levels).nullable() }), async ({ level: wanted }, { say }) => {
          const { model, unknown } = await current();
          const hint = unread ?? unknown;
          const now = Date.now();
          const { since, all } = health.timeline;
          const level = wanted ?? fitting(now - (since ?? now));
          const drifts = health.drifts();
          return {
            ...{ title: model && titleOf(model), since, all, level, width: LEVELS[level][0], now },
            buckets: health.timeline.of(level),
            ...{ records: health.records, least: LEAST_RECORDS, comparable: health.comparable },
            hint: hint && say(hint),
            drifts: drifts.map(one => ({ ...one, since: one.drifted ? health.driftedSince(one.column) : null })),
            warnings: drifts.filter(one => one.drifted).map(one => textOf(one, say)),
          };
        }),
      },
    );
    if (before && place.group !== '') live.ready(`${health.timeline.all.asked} answers`);

    return {
      part: { role: 'end', holds: () => shown.holds() },
      async handle(message) {
        const { payload } = message;
        if (Model.is(payload) || summaryOf(payload) === 'Model') {
          const model = await shown.take(payload, stored => at.load(stored));
          asked = null;
          health.of(model);
          widget.tell({ model: titleOf(model) });
          return null;
        }
        const given = read(RED, message, answerPath);
        const { model, unknown } = await current();
        if (!(await health.answered(given, Date.now())))
          throw new Problem(
            `msg.${answerPath} is no answer of a predict node. Wire it behind one whose output is scores or labels`,
            { argument: 'answer' },
          );
        unread = model ? compared(read(RED, message, recordPath)) : unknown;
        counted();
        return null;
      },
    };

    /** Keeps the records for comparison; returns the reason if it cannot. */
    function compared(records: unknown): string | null {
      if (records === undefined)
        return `columns are not compared: msg.${recordPath} has no record. Set the result of the predict node to another property than its records, and name both here`;
      try {
        health.asked(records);
        return null;
      } catch (error) {
        return `columns are not compared: ${messageOf(error)}`;
      }
    }
  },
  { word: 'health' },
);

/** The finest level that covers so many milliseconds. */
const fitting = (time: number): Level =>
  levels.find(level => time < LEVELS[level][0] * LEVELS[level][1]) ?? levels.at(-1)!;

export default (RED: NodeAPI): void => {
  register(RED);
  sweepAtDeploys(RED, 'ui-nn-health', 'counts of health nodes', (userDir, nodes) =>
    removeOrphaned(userDir, SAVED.folder, nodes),
  );
};
