import { setPriority } from 'node:os';
import type { RaySettings } from '../../cluster';
import { leaksOf } from '../../data-report/leaks';
import { chooseEngine } from '../../engine';
import { messageOf } from '../../errors';
import { setLimits } from '../../graph';
import { faultOf } from '../../process/fault';
import { readParcel, writeParcel } from '../../process/parcel';
import { watch } from '../../process/watchdog';
import type { EarlierEpochs, Leak } from '../../spec';
import type { Dataset } from '../../values/dataset';
import type { TrainingControl } from '../control';
import { trainWithFolds } from '../cross-validation';
import { judged } from '../judged';
import { leakText, readBy } from '../leaks';
import { train } from '../loop';
import type { Progress, TrainingPlan } from '../plan';
import type { EngineFor } from '../resume';
import type { ThreadChoice } from '../threads';
import { checkpointsIn } from './checkpoint-file';
import { openOrder, resultParcel } from './marshal';
import { type ChildSettings, type FromChild, ORDER_FD, RESULT_FD, type ToChild } from './messages';
import { Outbox } from './outbox';

/** The training process: reads its order, trains, writes the model, exits. */

const send = (message: FromChild): Promise<void> =>
  new Promise(resolve => (process.send ? process.send(message, () => resolve()) : resolve()));

const warn = (text: string): void => void send({ kind: 'warning', text });

async function work(): Promise<void> {
  const stop = new AbortController();
  const progress = new Outbox(settings.progress, batch => void send({ kind: 'progress', progress: batch }));
  const told = new Promise<RaySettings>(resolve => {
    process.on('message', (message: ToChild) => {
      if (message.kind === 'stop') stop.abort();
      else if (message.kind === 'heard') progress.acknowledge();
      else resolve(message.cluster);
    });
  });
  const { plan, dataset } = openOrder(await readParcel(ORDER_FD));
  // Loaded only where it is needed: what speaks to a cluster is large.
  const cluster = settings.onCluster ? (await import('../cluster/remote-trainer')).onRay(await told) : null;
  const { threads = 1, resolveFrom } = plan;
  const given = { resolveFrom: [...resolveFrom], threads: threads === 'auto' ? 1 : threads };
  const engineFor: EngineFor = (multiplyAdds, name) =>
    chooseEngine({ ...given, name: name ?? plan.engine, multiplyAdds });
  const onProgress = (said: Progress) => progress.add(said);
  const onResumed = (earlier: EarlierEpochs) => void send({ kind: 'resumed', earlier });
  const leaks = leaksIn(plan, dataset);
  const control = {
    ...{ onProgress, onResumed, onWarning: warn, stop: stop.signal, ...kept() },
    ...(threads === 'auto' && { threads: threadChoice() }),
    ...(cluster && { cluster }),
  };
  const { folds } = plan;
  const body = folds
    ? await trainWithFolds({ ...plan, folds }, dataset, engineFor, control)
    : await train(plan, dataset, engineFor, control);
  progress.flush();
  // After cross-validation, the model has been trained on all rows; its quality is that of the folds.
  const worth = folds
    ? null
    : await judged(body, dataset, plan).catch((error: unknown) => {
        warn(`the model cannot be judged on the validation rows (${messageOf(error)})`); // the model itself is not affected
        return null;
      });
  await writeParcel(RESULT_FD, resultParcel(body, { worth, leaks }));
  await send({ kind: 'done' });
}

/** Columns that give a target away: told before the training has gone on for long. */
function leaksIn({ network }: TrainingPlan, dataset: Dataset): readonly Leak[] {
  try {
    const leaks = leaksOf(dataset, readBy(network));
    for (const one of leaks) warn(leakText(one));
    return leaks;
  } catch (error) {
    // the training itself is not affected
    warn(`the data cannot be searched for columns that give the target away (${messageOf(error)})`);
    return [];
  }
}

/** After the first fold of a cross-validation, only the cores that it has kept are its own. */
function threadChoice(): ThreadChoice {
  let most = settings.cores;
  return {
    most: () => most,
    fits: () => 2 * process.memoryUsage.rss() < settings.memoryLimit,
    chose: threads => {
      most = threads;
    },
  };
}

/** Its checkpoints on disk. */
function kept(): Pick<TrainingControl, 'checkpoints'> {
  if (!settings.checkpoint) return {};
  const { file, every } = settings.checkpoint;
  return { checkpoints: checkpointsIn(file, every, warn) };
}

const failure = (error: unknown): FromChild => ({
  kind: 'failed',
  fault: faultOf(error, { subject: 'train', unexpected: said => `the training failed: ${said}` }),
});

const settings = JSON.parse(process.argv[2] ?? '{}') as ChildSettings;
setPriority(Math.min(19, settings.nice));
setLimits(settings.limits);
watch(settings);
process.on('disconnect', () => process.exit(1));
work()
  .catch((error: unknown) => send(failure(error)))
  .finally(() => process.exit(0));
