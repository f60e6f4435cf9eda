import { randomUUID } from 'node:crypto';
import {
  argumentsAmong,
  automaticTraining,
  checkPlan,
  checkRate,
  type Dataset,
  decided,
  furtherPipeline,
  losses,
  Model,
  ownPipeline,
  resolveNetwork,
  type Settings,
  seedFor,
  splitRows,
  TensorwireError,
  type TrainingPlan,
  withPretrainedColumns,
} from '../../src';
import type { NodeContext } from '../shared/define';
import { type Message, optimizerOf } from '../shared/message';
import type settings from './settings';

type Given = Settings<typeof settings.properties>;

/** What a training is to be, but for its network and data. */
export type Plan = Omit<TrainingPlan, 'run' | 'network' | 'optimizer'>;

/** The plan that the form asks for, checked without a network: a wrong setting is an error before any message. */
export function checkSettings(
  given: Given,
  model: string,
  { engine, threads }: Pick<TrainingPlan, 'engine' | 'threads'>,
  userDir: string,
): Plan {
  const { whenBusy, progressAs, progressEvery, save, store, ...others } = given;
  const { epochs, batchSize, earlyStopping, patience, restoreBestWeights, ...rest } = others;
  const nothing = { layers: [], calls: [], heads: [], outputs: [{ call: '' }], path: [] };
  const { run, network, optimizer, ...plan } = checkPlan({
    ...rest,
    loss: withArguments(given.loss, given),
    model,
    engine,
    threads,
    resolveFrom: [userDir],
    run: '',
    network: nothing,
    optimizer: { className: 'Adam', args: {} },
  });
  return plan;
}

/** Completes `plan` for a message: with its network and optimizer, and what is chosen by its data. */
export function planner(live: NodeContext, given: Given, plan: Plan, onCluster: boolean) {
  const { epochs, batchSize, earlyStopping, patience, restoreBestWeights } = given;
  const left = { epochs, batchSize, earlyStopping, patience, restoreBestWeights };
  return (
    message: Message,
    network: TrainingPlan['network'],
    dataset: Dataset,
    pretrained?: TrainingPlan['pretrained'],
  ): TrainingPlan => {
    const recipe = network.recipe?.found;
    const optimizer = optimizerOf(message)?.spec ?? recipe?.optimizer ?? { className: 'Adam', args: {} };
    checkRate({ ...plan, optimizer });
    const further = Model.is(message.payload) ? message.payload.body : null;
    if (further && plan.folds)
      throw new TensorwireError(
        live.subject,
        'folds must be empty where a model is trained further: it has learned rows of every fold. Send a network instead of a model',
        { argument: 'folds', received: plan.folds },
      );
    if (onCluster && plan.folds)
      throw new TensorwireError(
        live.subject,
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
    const own = (further && ownPipeline(further)) ?? withPretrainedColumns(dataset.pipeline, pretrained);
    const resolved = resolveNetwork(network, own, plan);
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
      ...(pretrained && { pretrained }),
      ...(further && {
        initial: further.weights,
        pipeline: furtherPipeline(further, resolved, dataset.pipeline),
      }),
    };
  };
}

/** The loss with the arguments from the form; one written with its own arguments, `Huber(delta=2)`, stays as it is. */
function withArguments(loss: string, given: Readonly<Record<string, unknown>>): unknown {
  const entry = Object.hasOwn(losses, loss) ? losses[loss] : undefined;
  return entry ? { className: loss, args: argumentsAmong(given, entry.arguments) } : loss;
}
