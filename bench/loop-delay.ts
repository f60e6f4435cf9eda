/**
 * How long each node blocks Node-RED's event loop, from everyday messages to far larger ones: the longest uninterrupted
 * computation of its thread, and the longest delay of a 1 ms timer, which is larger on a busy machine. Beside it, an
 * idle process.
 *   node --expose-gc --import tsx bench/loop-delay.ts [nodes] [rounds]     (build first)     `npm run bench -- loop`
 * A node is given as `dataset`, or with a part of its case: `dataset:60,000`.
 */
import { type Case, cases } from './loop/cases';
import { Flow } from './loop/nodes';
import { pageCases } from './loop/pages';
import { streamCases } from './loop/streams';
import { type Held, held } from './loop/watch';

/** The limit for our nodes, ms. */
export const LIMIT = 20;
const ROUNDS = 3;

export interface LoopDelay {
  readonly node: string;
  readonly what: string;
  /** ms, the least of the rounds: the longest uninterrupted computation of this thread */
  readonly held: number;
  /** ms, the least of the rounds: the longest delay of a timer */
  readonly late: number;
  readonly time: number;
}

const train = async (flow: Case['flow'], message: object): Promise<unknown> => {
  const running = await Flow.deploy(flow);
  try {
    return (await running.ask(flow[0]!.id, message)).payload;
  } finally {
    await running.stop();
  }
};

async function measure({ flow, to = flow[0]!.id, first, prepare, work, silent }: Case): Promise<Held> {
  const before = await first?.();
  const message = await prepare();
  const running = await Flow.deploy(flow);
  try {
    if (before) await running.give(to, before);
    return await held(work ?? (() => (silent ? running.give(to, message) : running.ask(to, message))));
  } finally {
    await running.stop();
  }
}

/** `dataset`, or one of its cases: `dataset:60,000` */
function isNamed(named: string, node: string, what: string): boolean {
  const [of = '', part = ''] = named.split(':');
  return of === node && what.includes(part);
}

export async function loopDelay(
  nodes: readonly string[] = [],
  rounds = ROUNDS,
  tell = (_: LoopDelay): void => undefined,
) {
  const found: LoopDelay[] = [];
  const add = (node: string, what: string, all: readonly Held[]): void => {
    const least = (of: (held: Held) => number) => Math.min(...all.map(of));
    const computed = least(h => h.computed ?? h.longest);
    found.push({ node, what, held: computed, late: least(h => h.longest), time: least(h => h.time) });
    tell(found.at(-1)!);
  };
  const idle: Held[] = [];
  for (let round = 0; round < rounds; round++)
    idle.push(await held(() => new Promise(resolve => setTimeout(resolve, 1000))));
  add('(idle)', '1 s', idle);
  for (const one of [...cases(train), ...streamCases(train), ...pageCases(train)].filter(
    ({ node, what }) => nodes.length === 0 || nodes.some(named => isNamed(named, node, what)),
  )) {
    const all: Held[] = [];
    for (let round = 0; round < rounds; round++) all.push(await measure(one));
    add(one.node, one.what, all);
  }
  return found;
}

const line = ({ node, what, held, late, time }: LoopDelay): string =>
  `${node.padEnd(10)}${what.padEnd(36)}held ${held.toFixed(1).padStart(6)} ms, late ${late.toFixed(1).padStart(6)} ms, of ${Math.round(time).toString().padStart(6)}${held > LIMIT ? '   above' : ''}`;

if (require.main === module) {
  const words = process.argv.slice(2);
  const rounds = Number(words.find(word => /^\d+$/.test(word)) ?? ROUNDS);
  loopDelay(
    words.filter(word => !/^\d+$/.test(word)),
    rounds,
    delay => console.log(line(delay)),
  ).then(
    () => process.exit(),
    error => {
      console.error(error);
      process.exit(1);
    },
  );
}
