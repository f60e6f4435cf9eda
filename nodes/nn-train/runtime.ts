import { randomUUID } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import {
  automaticTraining,
  checkName,
  checkpointFile,
  type Dataset,
  joinNetworks,
  type LiveRun,
  Model,
  networkToTrain,
  type Progress,
  prepareForTrainings,
  removeOrphanedCheckpoints,
  resolveNetwork,
  startTraining,
  type TrainingPlan,
} from '../../src';
import { clusterOf, engineOf, storeOf, threadsOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { type Gathered, gatherer } from '../shared/gather';
import { datasetOf, type Message } from '../shared/message';
import { pretrainedFor } from '../shared/pretrained';
import { originOf, runsOf } from '../shared/runs';
import { dataOf, networksOf } from '../shared/static-message';
import { sweepAtDeploys } from '../shared/sweep';
import { activationsRoute, networkRoute, weightsRoute } from './network-route';
import { checkSettings, planner } from './plan';
import { previewRoute } from './preview-route';
import { doneStatus, ProgressMessages, progressTexts, wantedOf } from './progress';
import { runRoutes } from './routes';
import settings from './settings';
import { once, reportStored, storeTrained } from './store-trained';
import { type Order, Trainings } from './trainings';

/** Trains a network on a dataset, or a model further, in a child process. */
const register = defineNode('nn-train', settings, (live, given) => {
  const { RED, subject } = live;
  const engine = engineOf(RED, given.engine);
  const cluster = clusterOf(RED, given.engine);
  const model = checkName(given.name || 'model');
  const { whenBusy, progressAs, progressEvery, save, store } = given;
  /** the store of a model with a name */
  const models = save && given.name !== '' ? storeOf(RED, store) : null;
  const threads = threadsOf(RED, given.engine);
  const plan = checkSettings(given, model, { engine, threads }, live.userDir);
  const planFor = planner(live, given, plan, cluster !== null);
  const { part, take } = gatherer(live, { timeout: 10_000, wires: false });
  const checkpoint = checkpointFile(live.userDir, live.id);
  prepareForTrainings();
  const runs = runsOf(RED);
  const trainings = new Trainings(
    live,
    whenBusy,
    {
      file: checkpoint,
      cluster,
      orderOf: (kept, dataset) =>
        order({ _msgid: RED.util.generateId(), dataset }, { ...kept, run: randomUUID() }, dataset),
    },
    () => runs.written(),
  );

  const teller = ({ _msgid }: Message, run: string | null, send: (sent: [null, Message]) => void) => {
    const messages = new ProgressMessages(progressAs, progressEvery, run);
    const statusOf = progressTexts();
    return (progress: Progress): void => {
      live.progress(statusOf(progress));
      for (const sent of messages.of(progress)) send([null, { ...sent, _msgid }]);
    };
  };

  return {
    part: {
      ...part,
      role: 'train',
      settings: { ...given, engine, cluster: cluster && { ...cluster, token: '' } },
      gather: passings => {
        const joined = joinNetworks(networksOf(passings));
        const { pipeline, rows } = dataOf(passings) ?? {};
        const { optimizer } = passings.find(p => p.optimizer) ?? {};
        if (pipeline && rows) {
          const training = joined.recipe?.found?.training ?? automaticTraining(rows, optimizer);
          live.canvas.observedShapes.recordData(live.id, { pipeline, rows, training, recipe: joined.recipe?.key });
        }
        live.canvas.observedShapes.recordNetwork(live.id, pipeline ? resolveNetwork(joined, pipeline, plan) : joined);
        return { network: null, pipeline: null, seen: true };
      },
      deployed: fingerprint => trainings.deployed(fingerprint),
    },
    async handle(message, send) {
      if (isSet(message.cancel)) return trainings.cancel();
      if (isSet(message.stop)) return trainings.stop();
      const order = trainings.successorOf(message) ?? (await prepare(message));
      if (!order) return null;
      const trained = await trainings.train(order, teller(message, order.run?.run ?? null, send));
      if (!trained) return null;
      reportStored(live, trained, doneStatus(trained.model.body));
      const { stop: _s, cancel: _c, ...kept } = order.message;
      send([{ ...kept, _msgid: message._msgid, payload: trained.model, dataset: order.dataset }, null]);
    },
  };

  async function prepare(message: Message) {
    if (Model.is(message.payload)) {
      const dataset = datasetOf(message);
      return order(message, planFor(message, networkToTrain(message.payload.body), dataset), dataset);
    }
    datasetOf(message);
    const gathered = await trainings.preparing(message, async () => {
      const joined = await take(message);
      return joined && { ...joined, ...(await withPretrained(joined)) };
    });
    if (!gathered || trainings.areDropped(gathered.parts)) return null;
    const { network, dataset, pretrained } = gathered;
    return order(gathered.message, planFor(gathered.message, network, dataset, pretrained), dataset);
  }
  async function withPretrained({ message, network }: Gathered) {
    const dataset = datasetOf(message);
    return { dataset, pretrained: await pretrainedFor(RED, network, dataset.pipeline) };
  }
  function order(message: Message, planned: TrainingPlan, dataset: Dataset): Order {
    const onWarning = (text: string) => live.node.warn(`${subject}: ${text}`);
    let record: LiveRun | undefined;
    const start = () => {
      record = runs.begin(planned, dataset, originOf(live));
      const training = startTraining(planned, dataset, {
        checkpoint: { file: checkpoint },
        ...(cluster && { cluster, fingerprint: trainings.flow }),
        onWarning,
        progress: wantedOf(progressEvery, planned.epochs),
        watcher: record,
      });
      record.follow(training);
      return training;
    };
    const finish = once(async body => {
      const trained = await storeTrained(models, new Model(model, null, body));
      const { model: name, version } = trained.model;
      record?.finished(trained.model, version === null ? [] : [{ store, name, version }]);
      return trained;
    });
    return { message, dataset, start, finish };
  }
});

export default (RED: NodeAPI): void => {
  register(RED);
  previewRoute(RED);
  runRoutes(RED);
  networkRoute(RED);
  weightsRoute(RED);
  activationsRoute(RED);
  sweepAtDeploys(RED, 'nn-train', 'checkpoints', removeOrphanedCheckpoints);
};

/** `msg.stop` and `msg.cancel` may be strings, from a dashboard. */
const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && value !== false && value !== 'false';
