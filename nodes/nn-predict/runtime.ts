import type { NodeAPI } from 'node-red';
import {
  createPredictor,
  expectModel,
  Model,
  messageOf,
  type Predictor,
  Problem,
  summaryOf,
  withReasons,
  withSubject,
} from '../../src';
import { placingOf, serverOf, storeAt, storeOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { KeptModel } from '../shared/kept-model';
import { runtimeLanguage } from '../shared/language';
import { type Message, read, write } from '../shared/message';
import { Rate } from '../shared/rate';
import { Recent } from '../shared/recent';
import { Remembered, removeOrphanedMemories } from '../shared/remembered';
import { sweepAtDeploys } from '../shared/sweep';
import { WarnOnce } from '../shared/warn-once';
import { answerOptions, expectNoEngine } from './answer-options';
import { AskServer } from './ask-server';
import { followNamed } from './named-model';
import settings from './settings';
import { leave, type OwnModel, takeOver } from './succession';

/** A Model or its JSON summary? */
const isModel = (value: unknown): boolean => Model.is(value) || summaryOf(value) === 'Model';

const inBrief = (error: unknown): string => {
  if (!(error instanceof Problem)) return messageOf(error);
  const { brief } = error.details;
  return typeof brief === 'string' ? brief : error.problem;
};

/** Predicts records with a model: the one that came last in a message, or one of the store. */
const register = defineNode(
  'nn-predict',
  settings,
  (
    live,
    { model, store: storeId, engine: engineId, server: serverId, output, reasons, property, result, route, ...wishes },
  ) => {
    const { RED, subject } = live;
    const store = storeOf(RED, storeId);
    const placing = placingOf(RED, engineId);
    const { engine, threads } = placing;
    const answering = answerOptions(wishes, route);
    const asked = serverOf(RED, serverId);
    if (asked) expectNoEngine(engineId, answering);
    const connect = () => asked && new AskServer(asked);
    const server = connect();
    const language = runtimeLanguage(RED, 'nn-predict');
    /** how a model is opened: after a deploy that changes it, the model is opened again */
    const opening = JSON.stringify([engine, threads, reasons, answering, asked]);
    const open = async (given: Model, on: AskServer | null): Promise<Predictor> => {
      const predictor = await (on ? on.open(given, answering) : createPredictor(given, { ...placing, ...answering }));
      for (const note of predictor.notes) live.node.warn(`${subject}: ${given.model}: ${note}`);
      if (reasons === 0) return predictor;
      try {
        return withReasons(predictor, reasons, language, placing);
      } catch (error) {
        await predictor.dispose();
        throw error;
      }
    };
    const keep = (on = server) =>
      new KeptModel(
        store,
        given => open(given, on),
        error => live.node.warn(`${subject}: ${messageOf(error)}`),
      );
    /** It outlives this instance, so its connections are its own. */
    const makeOwn = (): OwnModel => {
      const on = connect();
      const kept = keep(on);
      const end = (): Promise<void> => {
        on?.close();
        return kept.close();
      };
      return { kept, end };
    };
    const remembered = new Remembered(live, folder => storeAt(RED, folder));
    /** the model that came last as a message, also before the last deploy */
    const own = model ? makeOwn() : takeOver(live, opening, makeOwn, arrivedNow);
    const { kept } = own;
    /** models that messages or this node name */
    const named = new Recent<KeptModel>(
      8,
      () => keep(),
      old => old.close(),
    );
    const rate = new Rate();
    /** the model in the status */
    let shown = '';
    /** what the status says besides of the node's own model */
    let besides = '';
    const { warn } = new WarnOnce(live, 100);
    live.onClose(async removed => {
      server?.close();
      await (removed || model ? own.end() : leave(live, opening, own));
      await remembered.close(removed);
      await named.clear();
    });
    const label = (used = kept) => {
      const name = used.label ?? (model || server?.label || 'no model yet');
      return besides !== '' && used === named.get(model) ? `${name} · ${besides}` : name;
    };
    if (kept.label && !model) live.ready(label());
    else live.idle(label());
    if (model) remembered.forget();
    if (model) followNamed(live, store, model, () => named.get(model), found);
    else if (!kept.latest()) restore();

    return {
      part: { role: 'end', holds: () => remembered.reference },
      async handle(message) {
        const value = read(RED, message, property);
        if (isModel(value)) {
          if (!kept.label) live.busy('loading');
          await kept.replace(modelOf(value, `msg.${property}`));
          arrivedNow();
          return null;
        }
        try {
          return await withModel(message, used => answer(message, value, used));
        } catch (error) {
          rate.hide();
          throw error;
        }
      },
    };

    /** Counts an answer; now and then the status says how many there are in a second. */
    function tell(by: string, answer: unknown): void {
      if (by !== shown) rate.hide();
      shown = by;
      const perSecond = rate.count(Array.isArray(answer) ? answer.length : 1);
      if (perSecond === null) return;
      live.ready(`${by} · ${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`);
    }
    function arrivedNow(): void {
      if (kept.model) remembered.set(kept.model);
      live.ready(label());
    }
    /** After a restart of Node-RED: uses the model that came last before it. */
    function restore(): void {
      const before = remembered.load();
      if (!before) return;
      live.busy('loading');
      // If a newer model has come meanwhile, it is in use, and the status is about it.
      kept.replace(before).then(
        async () => kept.model?.id === (await before).id && live.ready(`${label()} · as before the restart`),
        error => !kept.model && live.problem(error),
      );
    }
    /** The node's own model was looked up. It may be trained later: that there is none is not an error yet. */
    function found(more: string, error: unknown): void {
      const used = named.get(model);
      besides = more;
      // A status has no room for the list of models that there are: the error of a message shows it.
      if (error !== null) live.idle(inBrief(error));
      else if (used.label && label(used) !== shown) live.ready(label(used));
      shown = error === null ? label(used) : '';
    }
    async function answer(message: Message, value: unknown, used: KeptModel) {
      if (server && used === kept && !kept.latest()) {
        const answered = await server.predict(value, output);
        tell(server.label, answered);
        return write(RED, message, result, answered);
      }
      let isSure = true;
      const hear = (sure: boolean): void => {
        isSure &&= sure;
      };
      const answered = await used.use(predictor => predictor.predict(value, output, warn, hear), noModel);
      tell(label(used), answered);
      const sent = write(RED, message, result, answered);
      return route && !isSure ? [null, sent] : sent;
    }
    /**
     * Works with the model for this message: the one that it names or carries, the one that this node names, the one
     * that came last. Until the end no other named model takes its place.
     */
    function withModel<R>({ model: own }: Message, work: (used: KeptModel) => Promise<R>): Promise<R> {
      if (isModel(own)) {
        const id = (own as { id?: string }).id ?? JSON.stringify(own);
        return named.use(id, used => {
          used.provide(() => modelOf(own, 'msg.model'));
          return work(used);
        });
      }
      const reference = typeof own === 'string' && own !== '' ? own : model;
      if (reference === '') return work(kept);
      return named.use(reference, used =>
        used.isFresh(reference) ? work(used) : used.follow(reference).then(() => work(used)),
      );
    }
    /** A Model, also from its JSON summary. */
    function modelOf(value: unknown, where: string): Promise<Model> {
      return expectModel(value, reference => store.load(reference), where);
    }
    function noModel(failure: unknown): Problem {
      if (failure) return withSubject(subject, failure);
      return new Problem(
        'there is no model yet. Send it a Model first (from a train or model node), or set the name of one in the store',
        { argument: 'model' },
      );
    }
  },
);

export default (RED: NodeAPI): void => {
  register(RED);
  sweepAtDeploys(RED, 'nn-predict', 'memories of predict nodes', removeOrphanedMemories);
};
