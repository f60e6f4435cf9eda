import { randomUUID } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import {
  argumentsAmong,
  automaticTraining,
  automaticWords,
  type Canvas,
  checkName,
  checkPlan,
  checkpointFile,
  checkRate,
  type Dataset,
  decided,
  furtherPipeline,
  joinNetworks,
  type LayerPreview,
  type LiveRun,
  losses,
  Model,
  networkToTrain,
  objectiveWords,
  ownPipeline,
  type Progress,
  prepareForTrainings,
  readSettings,
  removeOrphanedCheckpoints,
  resolveNetwork,
  seedFor,
  splitRows,
  startTraining,
  TensorwireError,
  type TrainingPlan,
} from '../../src';
import { clusterOf, engineOf, storeOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { gatherer } from '../shared/gather';
import { type Asked, layerPreviewRoute } from '../shared/layer-preview';
import { datasetOf, type Message, optimizerOf } from '../shared/message';
import { originOf, runsOf } from '../shared/runs';
import { networksOf } from '../shared/static-message';
import { sweepAtDeploys } from '../shared/sweep';
import { activationsRoute, networkRoute, weightsRoute } from './network-route';
import { doneStatus, ProgressMessages, progressTexts, wantedOf } from './progress';
import { runRoutes } from './routes';
import settings from './settings';
import { once, reportStored, storeTrained } from './store-trained';
import { type Order, Trainings } from './trainings';

type Plan = Omit<TrainingPlan, 'run' | 'network' | 'optimizer'>;

/** Trains a network on a dataset, or a model further, in a child process. */
const register = defineNode('nn-train', settings, (live, given) => {
  const { RED, subject } = live;
  const engine = engineOf(RED, given.engine);
  const cluster = clusterOf(RED, given.engine);
  const model = checkName(given.name || 'model');
  const { whenBusy, progressAs, progressEvery, save, store, ...others } = given;
  const { epochs, batchSize, earlyStopping, patience, restoreBestWeights, ...rest } = others;
  /** the store of a model with a name */
  const models = save && given.name !== '' ? storeOf(RED, store) : null;
  const loss = withArguments(given.loss, given);
  const left = { epochs, batchSize, earlyStopping, patience, restoreBestWeights };
  const plan = checkSettings({ ...rest, loss, model, engine, resolveFrom: [live.userDir] });
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

  const planFor = (message: Message, network: TrainingPlan['network'], dataset: Dataset): TrainingPlan => {
    const recipe = network.recipe?.found;
    const optimizer = optimizerOf(message)?.spec ?? recipe?.optimizer ?? { className: 'Adam', args: {} };
    checkRate({ ...plan, optimizer });
    const further = Model.is(message.payload) ? message.payload.body : null;
    if (further && plan.folds)
      throw new TensorwireError(
        subject,
        'folds must be empty where a model is trained further: it has learned rows of every fold. Send a network instead of a model',
        { argument: 'folds', received: plan.folds },
      );
    if (cluster && plan.folds)
      throw new TensorwireError(
        subject,
        'folds must be empty where a cluster trains: it trains one model. Choose an engine of this machine, or leave folds empty',
        { argument: 'folds', received: plan.folds },
      );
    const rows = splitRows(dataset);
    const training = recipe?.training ?? automaticTraining(rows, optimizer);
    live.canvas.observedShapes.recordData(live.id, {
      pipeline: dataset.pipeline,
      rows,
      training,
      recipe: network.recipe?.key,
    });
    const resolved = resolveNetwork(network, (further && ownPipeline(further)) ?? dataset.pipeline, plan);
    live.canvas.observedShapes.recordNetwork(live.id, resolved);
    return {
      ...plan,
      ...decided(left, training),
      seed: seedFor(plan),
      run: randomUUID(),
      network: {
        ...resolved,
        ...(network.recipe && { recipe: network.recipe }), // the card names its branches
      },
      optimizer,
      ...(further && {
        initial: further.weights,
        pipeline: furtherPipeline(further, resolved, dataset.pipeline),
      }),
    };
  };
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
        const { pipeline, rows } = passings.find(p => p.pipeline) ?? {};
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
    const gathered = await trainings.preparing(message, () => take(message));
    if (!gathered || trainings.areDropped(gathered.parts)) return null;
    const dataset = datasetOf(gathered.message);
    return order(gathered.message, planFor(gathered.message, gathered.network, dataset), dataset);
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

const previewRoute = layerPreviewRoute('nn-train', { table: () => settings.properties, preview });

/** What training chooses for the fields set to auto, in words, for the data and the network that reach it. */
function preview({ id, from, values }: Asked, observedShapes: Canvas['observedShapes']): LayerPreview {
  const given = readSettings(settings.properties, values);
  const data = observedShapes.tablesAt(id, from);
  const network = observedShapes.networkAt(id);
  const left = { loss: given.loss === 'auto', metrics: given.metrics === 'auto' };
  const words = data.flatMap(({ pipeline, rows, training = automaticTraining(rows), recipe }) => [
    ...automaticWords(given, training, rows, recipe !== undefined),
    ...(network ? objectiveWords(network, pipeline, left) : []),
  ]);
  return data.length === 0 ? { unknown: 'input' } : { words: [...new Set(words)] };
}

/** `msg.stop` and `msg.cancel` may be strings, from a dashboard. */
const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && value !== false && value !== 'false';

/** The loss with the arguments from the form; one written with its own arguments, `Huber(delta=2)`, stays as it is. */
function withArguments(loss: string, given: Readonly<Record<string, unknown>>): unknown {
  const entry = Object.hasOwn(losses, loss) ? losses[loss] : undefined;
  return entry ? { className: loss, args: argumentsAmong(given, entry.arguments) } : loss;
}

/** The plan's settings, checked without a network: a wrong one is an error before any message. */
function checkSettings(raw: Readonly<Record<string, unknown>>): Plan {
  const nothing = { layers: [], calls: [], heads: [], outputs: [{ call: '' }], path: [] };
  const { run, network, optimizer, ...plan } = checkPlan({
    ...raw,
    run: '',
    model: String(raw.model),
    network: nothing,
    optimizer: { className: 'Adam', args: {} },
  });
  return plan;
}
