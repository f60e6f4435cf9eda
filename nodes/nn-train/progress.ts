import type { ModelBody, Progress } from '../../src';

/** What the second output sends. Chart nodes want one message a metric, and only whole epochs. */
export function progressMessages(progress: Progress, as: 'object' | 'chart') {
  const { epochEnd, ...payload } = progress;
  if (as === 'object') return [{ topic: progress.run, payload }];
  if (!epochEnd) return [];
  const { run, model, epoch } = progress;
  return Object.entries(progress.metrics).map(([topic, value]) => ({ topic, payload: value, run, model, epoch }));
}

/** `epoch 3/10 · loss 0.412 · val 0.398 · 12 s left`; of one that goes on: `epoch 3/10, resumed at 2 · …` */
export function progressText({ epoch, epochs, metrics, secondsLeft, resumedFrom }: Progress): string {
  const parts = [`epoch ${epoch}/${epochs}${resumedFrom === undefined ? '' : `, resumed at ${resumedFrom}`}`];
  if (metrics.loss !== undefined) parts.push(`loss ${short(metrics.loss)}`);
  if (metrics.val_loss !== undefined) parts.push(`val ${short(metrics.val_loss)}`);
  if (Number.isFinite(secondsLeft)) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(' · ');
}

/** What stands under the node when the training is over. */
export function doneText({ card }: ModelBody): string {
  const { metrics } = card;
  const loss = metrics.val_loss ?? metrics.loss;
  const main = ['accuracy', 'r2', 'mae']
    .map(key => [`val_${key}`, key].find(k => metrics[k] !== undefined))
    .find(Boolean);
  const parts = ['done'];
  if (loss !== undefined) parts.push(`${metrics.val_loss === undefined ? 'loss' : 'val loss'} ${short(loss)}`);
  if (main !== undefined) parts.push(`${main.replace('val_', '')} ${short(metrics[main]!)}`);
  return parts.join(' · ');
}

const short = (n: number): string => (Math.abs(n) >= 1e-3 && Math.abs(n) < 1e5 ? n.toPrecision(3) : n.toExponential(1));

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
