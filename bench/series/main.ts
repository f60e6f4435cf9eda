/**
 * `npm run bench -- series [sets] [methods] [origins]`: forecasts of the recipe beside those of statsforecast and, where they are
 * asked for (`nhits`, `tide`), neuralforecast, at rolling origins: at each, everything is fitted anew to what was known, and
 * forecasts one horizon. Prints mean MASE, its ratio to the best peer and to the seasonal naive forecast, the coverage of our
 * bands, and times of the processor. bench/results/series.json keeps each figure, and what is there is not measured again; remove
 * what has changed. BENCH_PYTHON has the packages of requirements.txt.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answers, after, mase, mean, type Series, type SetOf, until } from './figures';
import { forecastOurs } from './ours';

const PEERS = ['seasonal-naive', 'autoets', 'autotheta', 'mstl'];
/** Networks of neuralforecast, apart: `… nhits,tide`. */
const NETWORKS = ['nhits', 'tide'];
/** Variants were compared on h02, qcement, auscafe and nottem: their results say nothing about the quality of the chosen one. */
const REPORTED = 'a10,ausbeer,arrivals,hyndsight,gasoline,us_employment,chicago,seattle,taylor,elecdemand,calls';

const [sets = REPORTED, methods = `${PEERS.join()},ours`, origins = '5'] = process.argv.slice(2);
const root = join(__dirname, '../..');
const folder = join(root, '.cache/bench/series');
const python = process.env.BENCH_PYTHON ?? 'python3';
const asked = (program: string, ...args: string[]): string =>
  execFileSync(python, [join(__dirname, program), ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

interface Figures {
  readonly mase: number;
  readonly seconds: number;
  /** of ours: the network, or its blend with a simple forecast; at how many origins it was used, and its share in the blend; the share of true numbers in the bands of 80 and 95 % */
  readonly network?: number;
  readonly better?: number;
  readonly baselines?: readonly string[];
  readonly shares?: readonly number[];
  readonly coverage?: readonly number[];
}
type Found = Record<string, Record<string, Figures>>;
const file = join(root, 'bench/results/series.json');
const kept = (): Found => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Found) : {});

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(root, 'bench/results'), { recursive: true });
  asked('sets.py', folder, ...sets.split(','));
  const rows: Record<string, Figures>[] = [];
  for (const name of sets.split(',')) {
    const about = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as SetOf;
    for (const method of methods.split(',')) {
      if (kept()[name]?.[method]) continue;
      const figures = method === 'ours' ? await ours(about) : peer(about, method);
      const all = kept();
      writeFileSync(file, `${JSON.stringify({ ...all, [name]: { ...all[name], [method]: figures } }, null, 1)}\n`);
    }
    const found = kept()[name]!;
    rows.push(found);
    console.log(line(name, found));
  }
  summary(rows);
}

function seriesOf({ name }: SetOf): readonly Series[] {
  const lines = readFileSync(join(folder, `${name}.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const all = new Map<string, number[]>();
  for (const text of lines) {
    const [, key, value] = /^(.*),\d+,([^,]*)$/.exec(text)!;
    const name = key!.replaceAll('"', '');
    if (!all.has(name)) all.set(name, []);
    all.get(name)!.push(Number(value));
  }
  return [...all].map(([key, values]) => ({ key, values })).sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The steps before the end at which each origin is. */
const backs = ({ horizon }: SetOf): readonly number[] =>
  Array.from({ length: Number(origins) }, (_, i) => horizon * (Number(origins) - i));

function peer(about: SetOf, method: string): Figures {
  const text = asked(
    'peers.py',
    method,
    join(folder, `${about.name}.csv`),
    join(folder, `${about.name}.json`),
    origins,
  );
  const { forecasts, seconds } = JSON.parse(text) as { readonly forecasts: number[][][]; readonly seconds: number };
  return { mase: meanError(about, forecasts), seconds };
}

function meanError(about: SetOf, forecasts: readonly (readonly (readonly number[])[])[]): number {
  const all = seriesOf(about);
  const { season, horizon } = about;
  return mean(
    backs(about).flatMap((back, origin) =>
      all.map((series, s) =>
        mase(forecasts[origin]![s]!, after(series, back, horizon), until(series, back).values, season),
      ),
    ),
  );
}

async function ours(about: SetOf): Promise<Figures> {
  const all = seriesOf(about);
  const found: Answers[] = [];
  for (const back of backs(about))
    found.push(
      await forecastOurs(
        all.map(series => until(series, back)),
        about,
      ),
    );
  const covered = (confidence: number): number =>
    mean(
      found.flatMap(({ bands }, origin) =>
        all.flatMap((series, s) =>
          after(series, backs(about)[origin]!, about.horizon).map((value, step) => {
            const [low, high] = bands[confidence]![s]![step]!;
            return Number((low ?? Number.NEGATIVE_INFINITY) <= value && value <= (high ?? Number.POSITIVE_INFINITY));
          }),
        ),
      ),
    );
  return {
    mase: meanError(
      about,
      found.map(({ answers }) => answers),
    ),
    network: meanError(
      about,
      found.map(({ network }) => network),
    ),
    better: found.filter(({ better }) => better).length,
    baselines: found.map(({ baseline }) => baseline),
    shares: found.map(({ share }) => share),
    coverage: [covered(0), covered(1)],
    seconds: found.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

const best = (found: Record<string, Figures>): number =>
  Math.min(...PEERS.flatMap(name => (found[name] ? [found[name].mase] : [])));

function line(name: string, found: Record<string, Figures>): string {
  const parts = Object.entries(found).map(
    ([method, { mase: error, seconds }]) => `${method} ${error.toFixed(3)} (${seconds.toFixed(1)} s)`,
  );
  const own = found.ours;
  if (own)
    parts.push(
      `ours/best ${(own.mase / best(found)).toFixed(3)}`,
      ...(found['seasonal-naive'] ? [`ours/naive ${(own.mase / found['seasonal-naive'].mase).toFixed(3)}`] : []),
      ...NETWORKS.flatMap(name => (found[name] ? [`ours/${name} ${(own.mase / found[name].mase).toFixed(3)}`] : [])),
      `network ${own.network!.toFixed(3)}, used at ${own.better} of ${origins}`,
      `covered ${own.coverage!.map(share => share.toFixed(2)).join(' ')}`,
    );
  return `${name.padEnd(14)} ${parts.join(' · ')}`;
}

function summary(rows: readonly Record<string, Figures>[]): void {
  const whole = rows.filter(({ ours: own }) => own !== undefined);
  if (whole.length === 0) return;
  const ratios = whole.map(found => found.ours!.mase / best(found));
  console.log(
    `mean MASE of ours ${mean(whole.map(found => found.ours!.mase)).toFixed(3)}, of the best peer of each set ${mean(whole.map(best)).toFixed(3)}; mean ratio ${mean(ratios).toFixed(3)}`,
  );
}

void main();
