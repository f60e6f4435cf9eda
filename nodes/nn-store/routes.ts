import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { NodeAPI } from 'node-red';
import {
  about,
  aboutModel,
  cardContent,
  checkName,
  formatReference,
  formOf,
  inTemporary,
  type Model,
  type ModelAbout,
  type NotInUse,
  networkAsNodes,
  networkToTrain,
  overallImportance,
  ownPipeline,
  Problem,
  present,
  removeAbandoned,
  type Store,
  type StoredVersion,
} from '../../src';
import { storeOf } from '../shared/config';
import { addDownload } from '../shared/download-route';
import { uploadLimit, userDirOf } from '../shared/files';
import { judgedReport } from '../shared/judged';
import { notInUse } from '../shared/keep-model';
import { dateIn, type Say } from '../shared/language';
import { ModelFindings } from '../shared/model-findings';
import { addRoute, z } from '../shared/routes';
import { runsOf } from '../shared/runs';
import { IDLE, Trial } from '../shared/trial';
import { addUpload } from '../shared/upload-route';

const store = z.string().max(64).default('');
const reference = z.string().min(1).max(300);
const name = z.string().min(1).max(200);
const version = z.number().int().min(1).max(1e9);
const MOST_COLUMNS = 10_000;
const cell = z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]);
const record = z
  .record(z.string().max(1000), cell)
  .refine(cells => Object.keys(cells).length <= MOST_COLUMNS, `has more than ${MOST_COLUMNS} columns`);

/** What the editor asks of stored models, and what it may do with them. `store`: id of a deployed nn-store; '': the default one. */
export function modelRoutes(RED: NodeAPI): void {
  const trial = new Trial(RED);
  const importances = new ModelFindings(RED, overallImportance);
  /** the model that was looked at last, for a while: it may be large */
  let last: { readonly key: string; readonly model: Model } | null = null;
  let timer: NodeJS.Timeout | undefined;
  /** undefined: the store's node is gone, or is wrong */
  const folderOf = (id: string): string | undefined => {
    try {
      return storeOf(RED, id).folder;
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  };
  async function load(id: string, wanted: string): Promise<Model> {
    const at = storeOf(RED, id);
    const found = await at.find(wanted);
    const key = JSON.stringify([at.folder, found, at.changes()]);
    const { model } = last?.key === key ? last : { model: await at.load(formatReference(found)) };
    last = { key, model };
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = null;
    }, IDLE).unref();
    return model;
  }

  const keyOf = (id: string, { model, version, card }: Model): string =>
    JSON.stringify([storeOf(RED, id).folder, model, version, card.created]);
  async function aboutVersion(id: string, model: Model, say: Say): Promise<ModelAbout> {
    const unused = await notInUse(storeOf(RED, id), model.model, model.version!, say);
    return { ...aboutModel(model), ...(unused && { notInUse: unused }) };
  }

  /** GET ?store= → every version with its aliases, and why newer ones than the one in use are not */
  addRoute(RED, {
    path: '/tensorwire/models',
    query: z.object({ store }),
    permission: 'tensorwire.read',
    answer: ({ store }, say) => about('store', () => listed(storeOf(RED, store), say)),
  });
  /** GET ?store=&reference=<name:version> → ModelAbout: what it takes and gives, how it was trained and judged */
  addRoute(RED, {
    path: '/tensorwire/model',
    query: z.object({ store, reference }),
    permission: 'tensorwire.read',
    answer: async ({ store, reference }, say) => aboutVersion(store, await load(store, reference), say),
  });
  /** GET ?store=&reference= → StoredAsNodes: nodes of the canvas that build its network again */
  addRoute(RED, {
    path: '/tensorwire/model/nodes',
    query: z.object({ store, reference }),
    permission: 'tensorwire.read',
    answer: async ({ store, reference }) => {
      const { body } = await load(store, reference);
      return networkAsNodes(networkToTrain(body), ownPipeline(body));
    },
  });
  /**
   * GET → { page }: its card as one HTML page, with what decides and its last evaluation. An evaluation shows rows of the
   * data: it takes tensorwire.write.
   */
  addRoute(RED, {
    path: '/tensorwire/model/page',
    query: z.object({ store, reference }),
    permission: 'tensorwire.write',
    answer: async ({ store, reference }, say, language) => {
      const model = await load(store, reference);
      const importance = model.body.background ? await importances.of(keyOf(store, model), model) : null;
      const told = { ...(await aboutVersion(store, model, say)) };
      const trained = dateIn(language, new Date(told.created));
      const parts = { importance, report: judgedReport(RED, model), trained };
      return { page: await present('page', language, manner => cardContent(told, parts, manner)) };
    },
  });
  /** GET → ModelForm: its columns as fields, with values of the training rows */
  addRoute(RED, {
    path: '/tensorwire/model/form',
    query: z.object({ store, reference }),
    permission: 'tensorwire.write',
    answer: async ({ store, reference }) => formOf(await load(store, reference)),
  });
  /** GET ?compute=true → ModelImportance, which columns decide; null without `compute` where nobody has asked for it yet */
  addRoute(RED, {
    path: '/tensorwire/model/importance',
    query: z.object({ store, reference, compute: z.enum(['true', 'false']).default('false') }),
    permission: 'tensorwire.read',
    answer: async ({ store, reference, compute }) => {
      const model = await load(store, reference);
      const key = keyOf(store, model);
      return { importance: compute === 'true' ? await importances.of(key, model) : importances.known(key) };
    },
  });
  const change = <Q extends z.ZodType>(what: string, query: Q, answer: (query: z.infer<Q>) => unknown): void =>
    addRoute(RED, {
      ...{ method: 'post', path: `/tensorwire/models/${what}`, query, permission: 'tensorwire.write' },
      answer: async asked => (await answer(asked)) ?? {},
    });
  /** POST a record → the answer to it, with certainty and reasons where the model can tell them */
  addRoute(RED, {
    method: 'post',
    path: '/tensorwire/model/answer',
    query: z.object({ store, reference, record }),
    permission: 'tensorwire.write',
    answer: async ({ store, reference, record }, say, language) => {
      const { answer, warnings } = await trial.answer(await load(store, reference), record, language);
      return { answer, warnings: warnings.map(say) };
    },
  });
  /** `alias` '': the bare name means this version */
  change(
    'promote',
    z.object({ store, name, version, alias: z.string().max(200) }),
    ({ store, name, version, alias }) =>
      alias === '' ? storeOf(RED, store).use(name, version) : storeOf(RED, store).promote(name, version, alias),
  );
  change('rename', z.object({ store, name, to: name }), async ({ store, name, to }) => {
    const at = storeOf(RED, store);
    await at.rename(name, to.trim());
    await runsOf(RED).renamed(id => id === store || folderOf(id) === at.folder, name, to.trim());
  });
  change('delete', z.object({ store, reference }), ({ store, reference }) => storeOf(RED, store).delete(reference));
  addDownload(RED, {
    path: '/tensorwire/models/export',
    query: z.object({ store, reference }),
    async file({ store, reference }) {
      const at = storeOf(RED, store);
      const found = await at.find(reference);
      return { name: `${found.name}-${found.version}.zip`, bytes: await at.exportBytes(formatReference(found)) };
    },
  });
  addUpload(RED, {
    path: '/tensorwire/models/import',
    query: z.object({ store, name: z.string().max(200).default(''), file: z.string().max(400).default('') }),
    limit: () => {
      uploadLimit(RED); // throws where nobody may upload
      return MOST_BYTES;
    },
    tooLarge,
    async take({ store, name, file }, body) {
      const at = storeOf(RED, store);
      const wanted = name === '' ? undefined : checkName(name);
      const uploads = join(userDirOf(RED), 'tensorwire', 'uploads');
      await removeAbandoned(uploads);
      return inTemporary(uploads, async folder => {
        const received = join(folder, FILE.test(file) ? file : 'upload');
        await pipeline(body, atMost(MOST_BYTES), createWriteStream(received, { mode: 0o600 }));
        const { model, version } = await at.importFrom(received, wanted);
        return { model, version };
      });
    },
  });
}

/** Why it is not in use is told of the newest version of each model: there may be hundreds of such ones. */
async function listed(store: Store, say: Say): Promise<(StoredVersion & { notInUse?: NotInUse })[]> {
  const all = await store.list();
  const newest = new Map<string, number>();
  for (const { model, version } of all) newest.set(model, Math.max(version, newest.get(model) ?? version));
  return Promise.all(
    all.map(async one => {
      const { model, version, problem, inUse } = one;
      const isAsked = problem === undefined && !inUse && version === newest.get(model);
      const unused = isAsked ? await notInUse(store, model, version, say) : null;
      return unused ? { ...one, notInUse: unused } : one;
    }),
  );
}

/** The name of a file, and no path: the model says from which file it is. */
const FILE = /^[\p{L}\p{N}_(][^\p{C}<>:"/\\|?*]{0,150}\.(zip|keras|h5|hdf5)$/u;

/** Bytes that the file of a model may have. */
const MOST_BYTES = 1024 ** 3;
const tooLarge = (limit: number): Problem =>
  new Problem(
    `the file is larger than ${limit / 1024 ** 2} MB, more than an upload may have. Import it by a model node`,
  );

/** Passes bytes on, and ends with an error where there are more. */
function atMost(limit: number): Transform {
  let seen = 0;
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      seen += bytes.length;
      if (seen > limit) done(tooLarge(limit));
      else done(null, bytes);
    },
  });
}
