/**
 * `npm run bench -- [models] [peers] [cores] [flow] [event-loop] [loop] [rounds]`: tensorwire beside its peers. Each runs in a
 * process of its own with one thread (`cores`: and once more with all cores of the machine), one after another within each round; the best round counts. Without names:
 * everything, and docs/benchmarks.md is rewritten. Results: bench/results/latest.json.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { eventLoop } from './event-loop';
import { flow } from './flow';
import { loopDelay } from './loop-delay';
import { type BenchModel, models } from './models';
import { type Cores, measure, type Peer, peers } from './peers';
import { complaints, markdown } from './report';
import { best, better, type ModelResults, type NodeRedResults, type Results } from './results';
import { type Figures, writeTask } from './task';

const [ROUNDS, SECONDS] = [3, 2];
const root = join(__dirname, '..');

interface Wish {
  readonly models: readonly BenchModel[];
  readonly peers: readonly Peer[];
  readonly flow: boolean;
  readonly eventLoop: boolean;
  /** those that can use several cores, with all of them */
  readonly cores: boolean;
  /** how long each node blocks the event loop */
  readonly loop: boolean;
  readonly rounds: number;
  readonly all: boolean;
}

function wishOf(words: readonly string[]): Wish {
  const known = [...models.map(m => m.name), ...peers.map(p => p.name), 'cores', 'flow', 'event-loop', 'loop'];
  const names = words.filter(word => !/^\d+$/.test(word));
  const unknown = names.find(word => !known.includes(word));
  if (unknown) throw new Error(`"${unknown}" is none of ${known.join(', ')}, or a number of rounds`);
  const chosen = <T extends { name: string }>(all: readonly T[]): readonly T[] =>
    all.filter(x => names.includes(x.name));
  const [someModels, somePeers] = [chosen(models), chosen(peers)];
  const nodeRedOnly = names.length > 0 && someModels.length + somePeers.length === 0 && !names.includes('cores');
  return {
    models: nodeRedOnly ? [] : someModels.length > 0 ? someModels : models,
    peers: somePeers.length > 0 ? somePeers : peers,
    flow: names.length === 0 || names.includes('flow'),
    eventLoop: names.length === 0 || names.includes('event-loop'),
    cores: names.length === 0 || names.includes('cores'),
    loop: names.length === 0 || names.includes('loop'),
    rounds: Number(words.find(word => /^\d+$/.test(word)) ?? ROUNDS),
    all: names.length === 0,
  };
}

const say = (text: string): void => console.error(text);

async function compare(wish: Wish, cores: Cores): Promise<Results['models']> {
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-bench-'));
  const found = new Map(
    wish.models.map(model => [
      model.name,
      { figures: {} as Record<string, Figures>, left: {} as Record<string, string> },
    ]),
  );
  try {
    const tasks = new Map(wish.models.map(model => [model.name, writeTask(model, folder, SECONDS)]));
    for (let round = 1; round <= wish.rounds; round++)
      for (const model of wish.models)
        for (const peer of wish.peers.filter(({ several }) => cores === 'one' || several)) {
          const { figures, left } = found.get(model.name)!;
          const without = peer.without?.(model);
          if (without) left[peer.name] = without;
          if (peer.name in left || (peer.once && round > 1)) continue;
          try {
            const now = await measure(peer, tasks.get(model.name)!, cores);
            figures[peer.name] = better(figures[peer.name], now);
            say(
              `round ${round}  ${cores.padEnd(4)}${model.name.padEnd(12)}${peer.name.padEnd(10)} ${best(now.step)!.toFixed(4)} ms a step`,
            );
          } catch (error) {
            left[peer.name] = (error as Error).message;
            say(`round ${round}  ${model.name.padEnd(12)}${peer.name.padEnd(10)} ${(error as Error).message}`);
          }
        }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return Object.fromEntries(found) as Readonly<Record<string, ModelResults>>;
}

async function throughNodeRed(wish: Wish): Promise<NodeRedResults | undefined> {
  if (!wish.flow && !wish.eventLoop && !wish.loop) return undefined;
  say('in a real Node-RED');
  return {
    ...(wish.flow && (await flow())),
    ...(wish.eventLoop && { eventLoop: await eventLoop() }),
    ...(wish.loop && { loop: await loopDelay([], Math.min(wish.rounds, 2)) }),
  };
}

async function main(): Promise<void> {
  const wish = wishOf(process.argv.slice(2));
  const before = loadavg()[0]!;
  const found = await compare(wish, 'one');
  const allCores = wish.cores ? await compare(wish, 'all') : null;
  const nodeRed = await throughNodeRed(wish);
  const versions = Object.values(found).flatMap(({ figures }) => Object.values(figures).map(f => f.versions));
  const results: Results = {
    date: new Date().toISOString(),
    machine: {
      processor: cpus()[0]!.model,
      cores: cpus().length,
      memory: totalmem(),
      system: `${type()} ${release()} ${arch()}`,
      load: [before, loadavg()[0]!],
    },
    versions: Object.assign({}, ...versions),
    rounds: wish.rounds,
    seconds: SECONDS,
    models: found,
    ...(allCores && { allCores }),
    ...(nodeRed && { nodeRed }),
  };
  mkdirSync(join(__dirname, 'results'), { recursive: true });
  writeFileSync(join(__dirname, 'results/latest.json'), `${JSON.stringify(results, null, 2)}\n`);
  const text = markdown(results);
  if (wish.all) writePage(text);
  console.log(text);
  if (complaints(results).length > 0) process.exitCode = 1;
}

/** The bench owns the part of the page between its two marks; the rest is written by hand. */
function writePage(text: string): void {
  const file = join(root, 'docs/benchmarks.md');
  const [begin, end] = ['<!-- results -->', '<!-- end of results -->'];
  const page = readFileSync(file, 'utf8');
  const [before, after] = [page.indexOf(begin) + begin.length, page.indexOf(end)];
  if (after < before) throw new Error(`${file} has no ${begin} and ${end}`);
  writeFileSync(file, `${page.slice(0, before)}\n\n${text}\n\n${page.slice(after)}`);
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
