import type { FoldScores, ModelBody, ModelCard, Progress, Status } from '../../src';
import { figure, metricText, worthStatus } from '../shared/worth';

/** When the second output sends: each epoch, at most four times a second, automatically one of these, or never. */
export const EVERY = ['auto', 'epoch', 'time', 'off'] as const;
export type Every = (typeof EVERY)[number];

/** Up to this many epochs, each one is sent. A chart shows no more points, and the debug sidebar keeps no more. */
const FEW = 200;

/** Which progress a training reports. The status shows the newest, whatever is sent on. */
export const wantedOf = (every: Every, epochs: number): 'each' | 'newest' =>
  every === 'epoch' || (every === 'auto' && epochs <= FEW) ? 'each' : 'newest';

/**
 * What the second output sends. Chart nodes want one message per metric, and whole epochs only; an empty array before a
 * run clears what they show of the run before.
 */
export class ProgressMessages {
  /** @param run the run whose start was sent already, by an instance that a deploy has closed */
  constructor(
    private readonly as: 'object' | 'chart',
    private readonly every: Every,
    private run: string | null = null,
  ) {}

  of(progress: Progress): { readonly topic: string; readonly [property: string]: unknown }[] {
    if (this.every === 'off') return [];
    const { epochEnd, ...payload } = progress;
    // a chart shows one training: that of the final model
    if (progress.fold !== undefined && this.as === 'chart') return [];
    if (this.as === 'object') return [{ topic: progress.run, payload }];
    if (!epochEnd) return [];
    const { run, model, epoch } = progress;
    const points = Object.entries(progress.metrics).map(([topic, value]) => ({
      topic,
      payload: value,
      run,
      model,
      epoch,
    }));
    if (run === this.run) return points;
    this.run = run;
    return [{ topic: 'clear', payload: [], run, model, epoch: 0 }, ...points];
  }
}

/**
 * The statuses of one training. Validation rows are measured at the end of an epoch: until the next end their last loss stays,
 * so that the status does not jump between two measures.
 */
export function progressTexts(): (progress: Progress) => string {
  let measured: { readonly fold: number | undefined; readonly loss: number } | null = null;
  return progress => {
    const { fold, metrics } = progress;
    if (metrics.val_loss !== undefined) measured = { fold, loss: metrics.val_loss };
    return progressText(progress, measured?.fold === fold ? measured?.loss : undefined);
  };
}

/** `epoch 3/10 · val loss 0.398 · 12 s left`; when resumed: `epoch 3/10, resumed at 2 · …`; with several threads: `… · 2 threads · …` */
function progressText(
  { epoch, epochs, metrics, secondsLeft, resumedFrom, fold, folds, threads }: Progress,
  validationLoss: number | undefined,
): string {
  const parts = [
    ...(fold === undefined ? [] : [`fold ${fold}/${folds}`]),
    `epoch ${epoch}/${epochs}${resumedFrom === undefined ? '' : `, resumed at ${resumedFrom}`}`,
  ];
  if (validationLoss !== undefined) parts.push(`val loss ${figure(validationLoss)}`);
  else if (metrics.loss !== undefined) parts.push(`loss ${figure(metrics.loss)}`);
  if (threads !== undefined) parts.push(`${threads} threads`);
  if (Number.isFinite(secondsLeft)) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(' · ');
}

/** The status after a training: the model's metrics on the validation rows. */
export function doneStatus({ card }: ModelBody): Status {
  if (!card.leaks?.length) return plainStatus(card);
  // A result that a column gives away is no success; the warning and the card name the column.
  return { fill: 'yellow', shape: 'dot', text: `${plainStatus(card).text} · possible leak` };
}

function plainStatus(card: ModelCard): Status {
  if (card.folds) return foldsStatus(card.folds);
  if (card.worth) {
    const status = worthStatus(card.worth, 'done · ');
    const chosen = card.chosen?.length ?? 0;
    return { ...status, text: chosen > 1 ? `${status.text} · mean of ${chosen} networks` : status.text };
  }
  const { metrics } = card;
  const key = ['accuracy', 'r2', 'mae', 'loss'].find(name => metrics[name] !== undefined);
  const found = key === undefined ? '' : ` · ${metricText(key)} ${figure(metrics[key]!)}`;
  // Metrics on the training rows say nothing about other rows.
  return { fill: 'yellow', shape: 'ring', text: `done${found} · training rows only` };
}

/** `done · accuracy 0.95 ± 0.02 · 5 folds` */
function foldsStatus({ count, metrics, ensemble }: FoldScores): Status {
  const key = ['accuracy', 'r2', 'mae', 'loss'].find(name => metrics[name] !== undefined);
  const found = key ? ` · ${metricText(key)} ${figure(metrics[key]!.mean)} ± ${figure(metrics[key]!.std)}` : '';
  return {
    fill: 'grey',
    shape: 'dot',
    text: `done${found} · ${ensemble ? `mean of ${count} folds` : `${count} folds`}`,
  };
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
