import { types } from 'node:util';
import {
  badArgument,
  expectModel,
  formatReference,
  inFolderToWrite,
  Model,
  messageOf,
  parseReference,
  removeAbandonedExports,
  type Store,
  summaryOf,
} from '../../src';
import { storeOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { readable, writable } from '../shared/files';
import { type Kept, keepModel, nameModel, unchangedStatus, unchangedText } from '../shared/keep-model';
import type { Message } from '../shared/message';
import settings, { type ACTIONS } from './settings';

/** Manages models in the store: save, load, list, promote, delete, export and import. */
export default defineNode('nn-model', settings, (live, { action, name, alias, file, format, store: storeId }) => {
  const { RED, subject } = live;
  const store = storeOf(RED, storeId);
  const act = actions(store)[action];
  if (action === 'export' && file !== '') void sweepExports();
  return async message => {
    live.busy(action);
    const { payload, shown, unchanged = false } = await act(message);
    if (unchanged) live.show({ fill: 'yellow', shape: 'dot', text: shown });
    else live.ready(shown);
    return { ...message, payload };
  };

  /** Removes what killed exports have left, also where no further export comes. */
  async function sweepExports(): Promise<void> {
    try {
      await inFolderToWrite(writable(RED, file), removeAbandonedExports);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // there is no such folder yet
      live.node.warn(`${subject}: ${messageOf(error)}`);
    }
  }

  interface Done {
    readonly payload: unknown;
    readonly shown: string;
    /** a name still refers to an older version */
    readonly unchanged?: boolean;
  }
  function actions(store: Store): Record<(typeof ACTIONS)[number], (message: Message) => Promise<Done>> {
    const labelled = (model: Model): Done => ({ payload: model, shown: `${model.model} v${model.version}` });
    const load = async (message: Message) => labelled(await store.load(reference(message)));
    /** Saves a model unless it is the latest version already; `auto`: unless it is the version that it claims to be. */
    const save = async (message: Message, unlessSame: 'latest' | 'own'): Promise<Done> => {
      const given = await modelIn(message);
      const named = name === '' ? given : new Model(name, given.model === name ? given.version : null, given.body);
      const saved = given.version === null ? {} : { unlessSame };
      return reported(await keepModel(store, named, { alias, ...saved }));
    };
    const reported = ({ model, unchanged, notes }: Kept): Done => {
      for (const note of notes) live.node.warn(`${subject}: ${note}`);
      return unchanged.length === 0
        ? labelled(model)
        : { payload: model, shown: unchangedStatus(model, unchanged), unchanged: true };
    };
    return {
      auto: message => (Model.is(message.payload) ? save(message, 'own') : load(message)),
      load,
      save: message => save(message, 'latest'),
      async list(message) {
        const wanted = name || (typeof message.model === 'string' ? message.model : '');
        const list = await store.list(wanted || undefined);
        return { payload: list, shown: `${list.length} versions` };
      },
      async promote(message) {
        const { name: model, version } = parseReference(reference(message));
        const promoted = await (alias === ''
          ? store.use(model, version ?? null)
          : store.promote(model, version ?? null, alias));
        return { payload: promoted, shown: `${model} v${promoted.version} is ${alias || 'in use'}` };
      },
      async delete(message) {
        const wanted = reference(message);
        await store.delete(wanted);
        return { payload: await store.list(), shown: `${wanted} deleted` };
      },
      async export(message) {
        const wanted = reference(message);
        const shown = `${wanted}${format === 'bundle' ? await withoutModelJson(store, wanted) : ''}`;
        if (file === '') return { payload: await store.exportBytes(wanted, format), shown };
        const target = writable(RED, file);
        await store.exportTo(wanted, target, format);
        return { payload: target.file, shown };
      },
      async import(message) {
        if (file === '' && !types.isUint8Array(message.payload))
          throw badArgument('msg.payload', 'the bytes of a model, where no file is set', message.payload);
        const source = file === '' ? (message.payload as Uint8Array) : readable(RED, file);
        const model = await store.importFrom(source, name || undefined);
        const unchanged = await nameModel(store, model, alias);
        const done = reported({ model, unchanged, notes: unchanged.map(each => unchangedText(model, each)) });
        const { file: from, sha256, program } = model.card.origin!;
        const ports = program === undefined ? '' : ` · ${portsText(model)}`;
        return { ...done, shown: `${done.shown}${ports} · ${from ?? 'message'} · SHA-256 ${sha256.slice(0, 8)}…` };
      },
    };
  }

  /** Warns if TensorFlow.js cannot read an export correctly. Returns the note for the status. */
  async function withoutModelJson(store: Store, wanted: string): Promise<string> {
    const { name: model, version } = await store.find(wanted);
    const about = (await store.list(model)).find(stored => stored.version === version);
    if (!about?.notInTensorFlowJs) return '';
    live.node.warn(
      `${subject}: ${model} v${version} has keras.json instead of model.json, because TensorFlow.js would read it differently. ${about.notInTensorFlowJs.join('. ')}`,
    );
    return ' · not for TensorFlow.js';
  }

  function modelIn(message: Message): Promise<Model> {
    return expectModel(message.payload, wanted => store.load(wanted), 'msg.payload');
  }
  /** The model's reference: the one set on the node, else `msg.model`, else the Model on the message. */
  function reference(message: Message): string {
    const own = name || message.model;
    if (typeof own === 'string' && own !== '') {
      const named = parseReference(own);
      const useAlias = alias !== '' && action !== 'promote' && named.version === undefined && named.alias === undefined;
      return formatReference(useAlias ? { ...named, alias } : named);
    }
    const model = [message.payload, message.model].find(v => Model.is(v) || summaryOf(v) === 'Model') as
      | { model: string; version: number | null }
      | undefined;
    if (model && model.version !== null) return formatReference({ name: model.model, version: model.version });
    if (model) throw badArgument('model', 'one that was saved, because only those have a version', model.model);
    throw badArgument('name', 'the name of a model: name, name@alias or name:version', own);
  }
});

/** `image 28×28×1 → kind 10`: the sizes of its inputs and outputs, of a model that came without columns. */
function portsText({ body }: Model): string {
  const { features = [], targets = [] } = body.pipeline ?? {};
  const size = (shape: readonly number[]): string => shape.join('×');
  const takes = features.map(({ name, shape }) => `${name} ${size(shape)}`);
  const gives = targets.map(({ name, classes, shape }) => `${name} ${classes?.length ?? size(shape)}`);
  return `${takes.join(', ')} → ${gives.join(', ')}`;
}
