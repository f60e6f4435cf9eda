import type { RunCurves, RunRecord, RunState, RunSummary } from '../spec';
import type { TrainingRun } from '../training';
import type { CurvesSoFar } from './curves';
import { isElsewhere } from './trainer-process';

/** A running training. */
export interface Going {
  curves: CurvesSoFar;
  /** performance.now() at its start, minus its time before an interruption */
  began: number;
  secondsLeft: number | null;
  before: number;
  fold: number | null;
  /** null until it is started */
  training: TrainingRun | null;
  /** performance.now() of the last write of its curves, and the duration of a write */
  written: number;
}

/** A run in memory: its record on disk, and its progress. */
export interface Entry {
  record: RunRecord;
  going: Going | null;
  /** its last change, in the order of all changes */
  revision: number;
  /** bytes of its curves on disk */
  curvesBytes: number;
  /** it was deleted: nothing is written any more */
  gone?: true;
}

const GOES_ON: readonly RunState[] = ['waiting', 'running'];
export const goesOn = ({ record }: Entry): boolean => GOES_ON.includes(record.state);

export const bytesOf = ({ record, curvesBytes }: Entry): number => record.modelBytes + curvesBytes;

/** Is it running in another Node-RED with the same userDir? Until it ends, only that one may change it. */
export const isForeign = ({ state, process, started }: RunRecord): boolean =>
  GOES_ON.includes(state) && process !== undefined && isElsewhere(process, started);

/** A run that is running only according to the disk was interrupted: its process is gone. */
export const asFound = (record: RunRecord): RunRecord =>
  GOES_ON.includes(record.state) ? { ...record, state: 'interrupted' } : record;

export function summaryOf({ record: { process: _, columns: _columns, ...record }, going }: Entry): RunSummary {
  if (!going) return record;
  const { secondsLeft, before, fold } = going;
  return {
    ...record,
    ...(secondsLeft !== null && Number.isFinite(secondsLeft) && { secondsLeft }),
    ...(before > 0 && { before }),
    ...(fold !== null && { fold }),
  };
}

/** The epoch with the smallest monitored loss, with its metrics. */
export function bestOf({ epochs, metrics }: RunCurves): RunRecord['best'] {
  const monitored = metrics.val_loss ?? metrics.loss ?? [];
  let best = -1;
  for (const [i, value] of monitored.entries()) if (value !== null && (best < 0 || value < monitored[best]!)) best = i;
  if (best < 0) return null;
  const at = Object.entries(metrics).flatMap(([name, values]) => (values[best] == null ? [] : [[name, values[best]!]]));
  return { epoch: epochs[best]!, metrics: Object.fromEntries(at) };
}
