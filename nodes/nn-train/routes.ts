import type { NodeAPI } from 'node-red';
import { checkName, Model, type NotInUse, Problem, type RunSummary } from '../../src';
import { storeOf } from '../shared/config';
import { keepModel, notInUse } from '../shared/keep-model';
import type { Say } from '../shared/language';
import { addRoute, z } from '../shared/routes';
import { runsOf } from '../shared/runs';

const run = z.uuid();
const whole = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0);

/** The routes with which the editor's sidebar shows and controls trainings. */
export function runRoutes(RED: NodeAPI): void {
  /**
   * GET ?since=<revision> → the runs that have changed since, and the order of all. Not why they failed: the sentence may
   * name classes and values.
   */
  addRoute(RED, {
    path: '/tensorwire/runs',
    query: z.object({ since: whole }),
    permission: 'tensorwire.read',
    answer: async ({ since }) => {
      const found = await runsOf(RED).list(since);
      return { ...found, runs: found.runs.map(withoutProblem) };
    },
  });

  /**
   * GET ?run=<id>&after=<epoch>&problem=<true | false> → the run, its curves after the epoch, what they suggest, why its
   * version is not in use, and for those who may change flows why it failed
   */
  addRoute(RED, {
    path: '/tensorwire/run',
    query: z.object({ run, after: whole, problem: z.stringbool().default(false) }),
    permission: ({ problem }) => (problem ? 'tensorwire.write' : 'tensorwire.read'),
    answer: async ({ run, after, problem }, say) => {
      const found = await runsOf(RED).details(run, after);
      const about = problem ? inWords(found.run, say) : withoutProblem(found.run);
      const unused = await unusedVersion(RED, found.run, say);
      return { ...found, run: about, advice: found.advice.map(say), ...(unused && { notInUse: unused }) };
    },
  });

  const change = <Q extends z.ZodType>(what: string, query: Q, answer: (query: z.infer<Q>) => unknown): void =>
    addRoute(RED, {
      method: 'post',
      path: `/tensorwire/runs/${what}`,
      query,
      permission: 'tensorwire.write',
      answer: async asked => (await answer(asked)) ?? {},
    });

  change('pin', z.object({ run, pinned: z.boolean() }), ({ run, pinned }) => runsOf(RED).pin(run, pinned));
  change('rename', z.object({ run, name: z.string().max(200) }), ({ run, name }) => runsOf(RED).rename(run, name));
  change('delete', z.object({ runs: z.array(run).min(1).max(1000) }), ({ runs }) => runsOf(RED).delete(runs));
  change('stop', z.object({ run }), ({ run }) => runsOf(RED).stop(run));
  change('cancel', z.object({ run }), ({ run }) => runsOf(RED).cancel(run));
  change(
    'save',
    z.object({ run, name: z.string().max(200), store: z.string().max(64).default('') }),
    ({ run, name, store }) => save(RED, run, checkName(name.trim()), store),
  );
}

const withoutProblem = ({ problem: _, ...rest }: RunSummary): RunSummary => rest;

/** A run with its problem in the language of the editor that asks. */
const inWords = (of: RunSummary, say: Say): RunSummary =>
  of.problem === undefined ? of : { ...of, problem: say(of.problem) };

/** Why its last version is not in use; null: it is, or its store is there no more. */
async function unusedVersion(RED: NodeAPI, { versions }: RunSummary, say: Say): Promise<NotInUse | null> {
  const last = versions.at(-1);
  if (!last) return null;
  try {
    return await notInUse(storeOf(RED, last.store), last.name, last.version, say);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** Saves the model of a run as the next version of a name. */
async function save(RED: NodeAPI, run: string, name: string, storeId: string) {
  const runs = runsOf(RED);
  const model = (await runs.model(run)) ?? (await elsewhere(RED, run));
  const kept = await keepModel(storeOf(RED, storeId), new Model(name, null, model.body), { unlessSame: 'latest' });
  const version = { store: storeId, name, version: kept.model.version! };
  await runs.saved(run, version);
  return { ...version, notes: kept.notes };
}

/** The model of a run that was saved to a store, loaded from there. */
async function elsewhere(RED: NodeAPI, run: string): Promise<Model> {
  const record = await runsOf(RED).record(run);
  const last = record.versions.at(-1);
  if (!last) throw new Problem('the run has no model: it did not end with one');
  const model = await storeOf(RED, last.store).load(`${last.name}:${last.version}`);
  if (isOf(record, model)) return model;
  throw new Problem(`${last.name}:${last.version} is another model now: the run's own was deleted or renamed`);
}

/** A name that was deleted or renamed begins again with version 1. */
const isOf = ({ data, metrics = {} }: RunSummary, { card }: Model): boolean =>
  card.data.fingerprint === data.fingerprint &&
  Object.entries(metrics).every(([name, value]) => Object.is(card.metrics[name] ?? value, value));
