import { Problem } from '../../errors';
import type { Column, DatasetOptions, Pipeline } from '../../spec';
import { Dataset, DatasetBody } from '../../values/dataset';
import { summariesOf } from '../column/summaries';
import { typedColumns } from '../column/typed-columns';
import { count, listed, unknownColumn } from '../error-text';
import { fingerprint } from '../fingerprint';
import { Pacer } from '../pace';
import { fitFeature, fitTarget } from '../pipeline/fit';
import { checkedScalings } from '../pipeline/scalings';
import { checkShares } from '../split';
import type { RawTable } from '../table/raw-table';
import { checkTarget, targetNames } from '../targets';
import { isLocal, type TimeColumn, timeColumn, timesOf } from './clock';
import { findingsOfSeries } from './findings';
import { fitHorizon, fitWindows } from './fit-windows';
import { seriesKeys } from './keys';
import { learnsNormal, sensorsIn } from './normal';
import { orderOf } from './order';
import { type ReadSeries, readSeries } from './read-series';
import { keyColumns, targetColumn, timeOfWindows, windowColumn } from './window-columns';
import { answerOf, splitWindows, windowEnds } from './windows';

const MOST_KEYS = 10_000;
const ITSELF = { unit: 'steps', size: 0 } as const;

/** A dataset whose rows are windows of time series, which the rows of the table are readings of. */
export async function seriesDataset(raw: RawTable, options: DatasetOptions, source: string): Promise<Dataset> {
  const isNormal = learnsNormal(raw, options);
  // What is normal of a reading is in the window that ends with it.
  const settings = isNormal ? { ...options.series!, horizon: ITSELF } : options.series!;
  const shares = { validation: options.validation ?? 0.2, test: options.test ?? 0.2 };
  checkShares(shares);
  if (options.sampleWeight) throw new Problem('sampleWeight is not possible for series', { argument: 'sampleWeight' });
  const pacer = new Pacer();
  const asked = isNormal ? [] : targetNames(raw, options.targets);
  const key = named('key', settings.key ?? [], raw);
  named('known', settings.known ?? [], raw);
  const summaries = await summariesOf(raw, options, pacer);
  const time = timeColumn(raw, summaries, settings, options);
  const types = withTypes(options, key, time);
  const typed = await typedColumns(raw, { targets: asked, sampleWeight: null }, types, pacer, summaries);
  const columnOf = (name: string): Column => typed.columns.find(column => column.name === name)!;
  const local = time !== null && time.type === 'date' && (settings.zone ?? '') !== '' && isLocal(raw, time.name);
  const clock = time && timesOf(columnOf(time.name), settings.zone ?? '', local);
  const keys = seriesKeys(key.map(columnOf), raw.rows);
  const sorted = await orderOf(clock?.times ?? null, keys, pacer);
  if (sorted.order.length === 0) throw new Problem('has 0 rows with a time');

  const others = typed.columns.filter(({ name }) => name !== time?.name && !key.includes(name));
  const targets = isNormal ? sensorsIn(others, options) : asked;
  const read = await readSeries(
    others,
    { order: sorted.order, codes: keys.codes, times: clock },
    { ...{ options, settings, targets, isNormal, key, pacer }, time: time && { name: time.name, clock: clock!.clock } },
  );
  const { series, layout, reach, channels, future } = read;
  const request = {
    ...{ layout, ...reach, answered: read.answered, unknown: read.unknown },
    ...{ complete: read.ends.complete(reach.history), starts: read.ends.starts },
  };
  const all = windowEnds(request);
  if (all.length === 0) throw noWindow(read);
  const cut = splitWindows(all, request, shares);
  const ends = Int32Array.from(cut.kept, at => all[at]!);
  const train = Int32Array.from(cut.split.keys()).filter(row => cut.split[row] === 0);
  if (train.length === 0) throw noTraining(all.length);
  await pacer.pause();

  const history = windowColumn(series.windows.history, channels, ends, end => end - reach.history + 1, reach.history);
  const features = [history];
  if (future) {
    const steps = Math.max(1, reach.horizon);
    features.push(windowColumn(series.windows.known!, future, ends, end => answerOf(end, reach)[0], steps));
  }
  const answers = read.answers.map(answer => targetColumn(answer, ends, reach));
  for (const column of answers) checkTarget(column, train);
  const seriesOf = Int32Array.from(ends, end => keys.codes[sorted.order[layout.from[end]!]!]!);
  const keyed = keyColumns(key, keys, seriesOf);
  const scalings = checkedScalings(options.columns, typed.columns, targets);
  // The keys are for an embedding in an input of its own: by default, a network takes only the windows.
  const lookups = keyed.map(column => fitFeature(column, train)).filter(part => part !== null);
  const fitted = answers.map((column, i) =>
    column.type === 'tensor'
      ? fitHorizon(column, train, scalings.get(targets[i]!))
      : fitTarget(column, train, scalings.get(targets[i]!)),
  );
  const pipeline: Pipeline = {
    version: 2,
    features: features.map((column, i) => fitWindows(column, train, [channels, future][i]!.columns, scalings, fitted)),
    targets: fitted,
    ...(lookups.length > 0 && { lookups }),
    series: { ...series, ...(key.length > 0 && keys.names.length <= MOST_KEYS && { keys: keys.names }) },
  };
  const columns: Column[] = [...features, ...keyed, ...answers];
  if (time && clock!.isDate) columns.push(timeOfWindows(time.name, layout, ends));
  const print = await fingerprint(columns, pacer);
  const isDate = clock?.isDate ?? false;
  const findings = findingsOfSeries({
    raw,
    typed,
    read,
    sorted,
    cut,
    time,
    isDate,
    isNormal,
    keys: keys.names,
    windows: all.length,
  });
  // Folds are split by time too, with the same gap between them.
  const gap = (reach.horizon === 0 ? reach.history - 1 : reach.horizon - 1) * keys.names.length;
  const splitting = { by: 'time', key: positions(ends, layout.times), gap } as const;
  return new Dataset(
    new DatasetBody(columns, targets, cut.split, pipeline, print, source, 0, undefined, findings, splitting),
  );
}

/** The rank of each window among all, by time. */
function positions(ends: Int32Array, times: Float64Array): Int32Array {
  const order = Int32Array.from(ends.keys());
  // The windows of a single series are in order already, and sorting a million takes a second.
  const isSorted = ends.every((end, i) => i === 0 || times[ends[i - 1]!]! <= times[end]!);
  if (!isSorted) order.sort((a, b) => times[ends[a]!]! - times[ends[b]!]! || a - b);
  const places = new Int32Array(new SharedArrayBuffer(4 * ends.length));
  for (let place = 0; place < order.length; place++) places[order[place]!] = place;
  return places;
}

function named(argument: string, wanted: readonly string[], raw: RawTable): readonly string[] {
  const names = raw.columns.map(({ name }) => name);
  for (const name of wanted) if (!names.includes(name)) throw unknownColumn(argument, name, names);
  return wanted;
}

/** Sets the types of times and keys, whatever type their values suggest. */
function withTypes(options: DatasetOptions, key: readonly string[], time: TimeColumn | null): DatasetOptions {
  const set = new Map((options.columns ?? []).map(hint => [hint.name, hint]));
  if (time) set.set(time.name, { ...set.get(time.name), name: time.name, type: time.type });
  for (const name of key) set.set(name, { ...set.get(name), name, type: 'category' });
  return { ...options, splitBy: 'random', columns: [...set.values()] };
}

const noTraining = (windows: number): Problem =>
  new Problem(
    `has ${count(windows)} windows, and none is left for training, because those that reach into the next part are left out: make history, horizon, validation or test smaller`,
  );

function noWindow({ layout, reach, series }: ReadSeries): Problem {
  const { stretches } = layout;
  const longest = stretches.reduce((most, at, s) => Math.max(most, (stretches[s + 1] ?? at) - at), 0);
  const needed = reach.history + reach.gap + reach.horizon;
  const columns = listed(
    series.columns.map(({ name }) => name),
    5,
  );
  return new Problem(
    longest < needed
      ? `has no window: one takes ${count(needed)} steps (history ${reach.history}, gap ${reach.gap}, horizon ${reach.horizon}), and the longest stretch without a hole has ${count(longest)}; make history or horizon shorter, or fill longer holes`
      : `has no window in which the target and all of the columns ${columns} have values; set the type of a column that is nearly empty to ignored, or fill longer holes`,
    { expected: needed, received: longest },
  );
}
