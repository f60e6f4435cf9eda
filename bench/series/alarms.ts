/**
 * `node --import tsx bench/series/alarms.ts [sets] [history]`: the scores of the recipe anomaly beside those of PyOD's detectors on the
 * same windows: the area under the precision-recall curve, and of ours how often the right sensor is named first, and false alarms
 * beside those that were asked for. BENCH_PYTHON has the packages of requirements.txt.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blamed, noAlarm, takeReading, thresholdOf } from '../../src/alarm';
import { makeDataset, readTable } from '../../src/data';
import { parseSpan } from '../../src/data/series/span';
import { chooseEngine } from '../../src/engine';
import { averagePrecision } from '../../src/evaluation/curves/curves';
import { rankingOf } from '../../src/evaluation/curves/ranking';
import { createPredictor } from '../../src/inference';
import { networkFromRecipe } from '../../src/network';
import type { AnomalyAnswer } from '../../src/spec';
import { checkPlan, train } from '../../src/training';
import { Model } from '../../src/values';
import { mean } from './figures';

const [names = Array.from({ length: 10 }, (_, i) => `made-up-${i}`).join(), history = '12'] = process.argv.slice(2);
const root = join(__dirname, '../..');
const folder = join(root, '.cache/bench/alarms');
const asked = (...args: string[]): string =>
  execFileSync(process.env.BENCH_PYTHON ?? 'python3', [join(__dirname, 'alarms.py'), ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const MINUTE = 60_000;
const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 1);

interface About {
  readonly name: string;
  /** rows before the first fault */
  readonly normal: number;
  readonly sensors: number;
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  asked('sets', folder, ...names.split(','));
  const all: { readonly ours: number; readonly best: number; readonly named: number; readonly alarms: number }[] = [];
  for (const name of names.split(',')) {
    const about = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as About;
    const [head, ...lines] = readFileSync(join(folder, `${name}.csv`), 'utf8')
      .trim()
      .split('\n');
    const columns = head!.split(',');
    const rows = lines.map(text => text.split(',').map(Number));
    const records = rows.map((row, i) => ({
      time: new Date(START + i * MINUTE).toISOString(),
      ...Object.fromEntries(row.slice(0, about.sensors).map((value, c) => [columns[c]!, value])),
    }));
    const fault = rows.slice(about.normal).map(row => row[about.sensors]!);
    const who = rows.slice(about.normal).map(row => row[about.sensors + 1]!);
    const { answers, seconds, measure, falseAlarms } = await ours(records, about);
    const auc = (scores: readonly number[]): number => averagePrecision(rankingOf(fault, scores));
    const peers = JSON.parse(asked('peers', folder, name, history)) as Record<
      string,
      { readonly scores: number[]; readonly seconds: number }
    >;
    const own = auc(answers.map(({ score }) => score));
    const found = Object.entries(peers).map(([method, { scores, seconds: time }]) => ({
      method,
      auc: auc(scores),
      time,
    }));
    const episodes = answers.flatMap((_, i) => (fault[i] === 1 && fault[i - 1] !== 1 ? [i] : []));
    const named = mean(episodes.map(at => Number(first(answers, fault, at) === `s${who[at]}`)));
    all.push({ ours: own, best: Math.max(...found.map(one => one.auc)), named, alarms: falseAlarms });
    console.log(
      `${name.padEnd(12)} ours ${own.toFixed(3)} (${measure}, ${seconds.toFixed(1)} s) · ${found
        .map(one => `${one.method} ${one.auc.toFixed(3)} (${one.time.toFixed(1)} s)`)
        .join(' · ')} · named first ${named.toFixed(2)} · false alarms ${falseAlarms.toFixed(2)} times those asked for`,
    );
  }
  const of = (part: (one: (typeof all)[number]) => number): string => mean(all.map(part)).toFixed(3);
  console.log(
    `mean PR-AUC ${of(one => one.ours)}, of the best peer of each set ${of(one => one.best)}; named first ${of(one => one.named)}; false alarms ${of(one => one.alarms)} times those asked for`,
  );
}

/** The sensor with most of the score within a fault. */
function first(answers: readonly AnomalyAnswer[], fault: readonly number[], at: number): string {
  const shares: Record<string, number> = {};
  for (let i = at; fault[i] === 1; i++)
    for (const { column, share } of answers[i]!.sensors)
      shares[column] = (shares[column] ?? 0) + share * answers[i]!.score;
  return blamed({ began: 0, peak: 0, readings: 0, shares })[0]!.column;
}

async function ours(records: readonly Record<string, unknown>[], about: About) {
  const series = { history: parseSpan(history)! };
  // The last tenth before the first fault is clean, and training never sees it.
  const clean = Math.floor(about.normal * 0.9);
  const raw = await readTable({ records: records.slice(0, clean) }, {});
  const begin = process.cpuUsage();
  const dataset = await makeDataset(raw, { targets: [], series, validation: 0.3, test: 0 });
  const network = networkFromRecipe({ id: 'n', name: 'network', recipe: 'anomaly' }, dataset.pipeline, dataset.rows);
  const { optimizer, training } = network.recipe!.found!;
  const plan = checkPlan({ run: 'run', model: 'alarms', seed: 1, network, optimizer, ...training });
  const body = await train(plan, dataset, await chooseEngine({ name: 'wasm' }));
  const { user, system } = process.cpuUsage(begin);
  const predictor = await createPredictor(new Model('alarms', 1, body));
  const scored = async (from: number, to: number): Promise<AnomalyAnswer[]> => {
    const steps = Number(history);
    const windows = Array.from({ length: to - from }, (_, i) => records.slice(from + i - steps + 1, from + i + 1));
    return (await predictor.predict(windows)) as AnomalyAnswer[];
  };
  const { normal, measure } = body.calibration!.anomaly!;
  const options = { rate: 10 / DAY, atLeast: 1, hold: 5 };
  const { value } = thresholdOf(normal, MINUTE, options);
  const kept = noAlarm();
  let alarms = 0;
  for (const { score } of await scored(clean, about.normal)) {
    const rules = { atLeast: 1, hold: { readings: 5 }, adapt: false };
    if (takeReading(kept, { time: 0, score: score / value, sensors: [] }, 0, rules)?.state === 'start') alarms++;
  }
  const answers = await scored(about.normal, records.length);
  await predictor.dispose();
  const falseAlarms = alarms / (options.rate * (about.normal - clean) * MINUTE);
  return { answers, seconds: (user + system) / 1e6, measure, falseAlarms };
}

void main();
