import { LIMIT } from './loop-delay';
import { models } from './models';
import { peers } from './peers';
import { best, type Results } from './results';
import { allCoresTargets, type Target, targets } from './targets';
import type { Figures } from './task';

/** Results as Markdown tables: a row a peer, a column a model. */

type Ways = Readonly<Record<string, number>>;
type Cell = (figures: Figures) => number | null | undefined;

const short = (value: number | null | undefined): string => {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3;
  return value >= 10_000 ? Math.round(value).toLocaleString('en') : value.toFixed(digits);
};

function table(
  corner: string,
  columns: readonly string[],
  rows: readonly (readonly [string, readonly string[]])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = rows.filter(([, cells]) => cells.some(cell => cell !== '–'));
  if (lines.length === 0) return '';
  const head = [line([corner, ...columns]), line(['---', ...columns.map(() => '---:')])];
  return [...head, ...lines.map(([title, cells]) => line([title, ...cells]))].join('\n');
}

function byModel(results: Results, corner: string, cell: Cell): string {
  const names = measured(results);
  const rows = peers.map(({ name, title }): [string, string[]] => [
    title,
    names.map(model => {
      const figures = results.models[model]!.figures[name];
      return figures ? short(cell(figures)) : '–';
    }),
  ]);
  return table(corner, names, rows);
}

/** A row for each way of each peer: `JAX jit: step a call`. */
function byWay(
  results: Pick<Results, 'models'>,
  corner: string,
  waysOf: (figures: Figures) => Ways | undefined,
  factor = 1,
): string {
  const names = measured(results);
  const rows = peers.flatMap(({ name, title }) => {
    const found = names.map(model => results.models[model]!.figures[name]).map(f => (f && waysOf(f)) ?? {});
    const ways = [...new Set(found.flatMap(Object.keys))];
    return ways.map((way): [string, string[]] => [
      ways.length > 1 ? `${title}: ${way}` : title,
      found.map(byName => short(byName[way] && byName[way] * factor)),
    ]);
  });
  return table(corner, names, rows);
}

/** `4.1 (3.5)`: the result beside the target; bold if it is reached. */
function ratios(results: Pick<Results, 'models'>, targets: readonly Target[]): string {
  const names = measured(results);
  const rows = targets.map(({ title, ours, peer, way, ratios }): [string, string[]] => [
    title,
    names.map(model => {
      const { figures } = results.models[model]!;
      const theirs = figures[peer]?.step;
      const [a, b] = [best(figures[ours]?.step), way ? theirs?.[way] : best(theirs)];
      const wanted = ratios[model];
      if (a === undefined || b === undefined) return '–';
      const found = short(b / a);
      if (wanted === undefined) return found;
      return b / a >= wanted ? `**${found}** (${wanted})` : `${found} (${wanted})`;
    }),
  ]);
  return table('speed, times', names, rows);
}

/** The table of those that can use several cores. */
function allCores({ allCores: models, machine }: Results): string[] {
  if (!models) return [];
  const text =
    'Everyone with its defaults on all cores. "Native engine there" chooses the number of its threads as a training does; "ONNX Runtime alone" has as many as there are cores.';
  return [
    `### A training step on all ${machine.cores} cores`,
    text,
    byWay({ models }, 'ms a step of 32 rows', f => f.step),
    titled('Beside the targets (in brackets; bold: reached):', ratios({ models }, allCoresTargets)),
  ];
}

const smallModels = models.filter(m => !m.large);

/** The targets that are not ratios of steps. */
function limits({ models, nodeRed }: Results): string {
  const line = (reached: boolean, text: string) => `- ${reached ? 'reached' : '**missed**'}: ${text}`;
  const lines: string[] = [];
  const six = smallModels.flatMap(({ name }) => models[name] ?? []);
  const ours = ['native', 'wasm'].map(peer => [peer, six.map(m => m.figures[peer])] as const);
  for (const [peer, figures] of ours) {
    const slowest = Math.max(...figures.map(f => f?.firstStep ?? 0));
    if (slowest > 0)
      lines.push(line(slowest < 1000, `first training step on ${peer} within 1 s, at most ${short(slowest / 1000)} s`));
    const memory = models.seed?.figures[peer]?.memory;
    if (memory)
      lines.push(line(memory < 250e6, `the seed model's training on ${peer} below 250 MB, ${short(memory / 1e6)} MB`));
  }
  for (const [window, byNode] of Object.entries(nodeRed?.messages ?? {})) {
    for (const [engine, { rate }] of Object.entries(byNode).filter(([name]) => name !== 'function')) {
      const share = rate / byNode.function!.rate;
      const what = `nn-predict (${engine}) at 70 % of a function node's messages/s, ${window} under way`;
      lines.push(line(share >= 0.7, `${what}: ${Math.round(100 * share)} %`));
    }
  }
  return lines.join('\n');
}

function nodeRed({ nodeRed }: Results): string[] {
  if (!nodeRed) return [];
  const { messages, firstMessage, eventLoop, loop } = nodeRed;
  const parts = ['### Through a real Node-RED'];
  if (messages) {
    const rows = Object.entries(messages).flatMap(([window, byNode]) =>
      Object.entries(byNode).map(([node, { rate, median, p99 }]): [string, string[]] => [
        `${node}, ${window} under way`,
        [
          Math.round(rate).toString(),
          `${Math.round((100 * rate) / byNode.function!.rate)} %`,
          short(median),
          short(p99),
        ],
      ]),
    );
    parts.push(
      'Messages of 1000 numbers through `nn-predict` (the seed model, labels out), beside a `function` node that only passes the message on.',
      table('', ['messages/s', 'of the function node', 'median µs', 'p99 µs'], rows),
    );
  }
  if (firstMessage)
    parts.push(
      `The first message after a deploy: ${Object.entries(firstMessage)
        .map(([node, ms]) => `${node} ${short(ms)} ms`)
        .join(', ')}.`,
    );
  if (eventLoop) {
    const rows = Object.entries(eventLoop).map(([when, d]): [string, string[]] => [
      when,
      [String(d.p50), String(d.p99), String(d.max)],
    ]);
    parts.push(
      'By how many milliseconds a 10 ms timer in Node-RED is late, idle and while the reference network trains:',
      table('', ['median', 'p99', 'most'], rows),
    );
  }
  if (loop) {
    const rows = loop.map(({ node, what, held, late, time }): [string, string[]] => [
      `${node}: ${what}`,
      [held > LIMIT ? `**${short(held)}**` : short(held), short(late), short(time)],
    ]);
    parts.push(
      `For how long each node holds the event loop of its process: its thread's time without a pause (bold: above ${LIMIT} ms), by how much a timer was late, and the time from a message to what comes of it:`,
      table('', ['held, ms', 'late, ms', 'of ms'], rows),
    );
  }
  return parts;
}

/** The conditions for calling peers equal: the same loss after the same first steps, and one thread. */
export function complaints(results: Results): string[] {
  const found: string[] = [];
  for (const [model, { figures }, cores] of [
    ...Object.entries(results.models).map(entry => [...entry, 'one'] as const),
    ...Object.entries(results.allCores ?? {}).map(entry => [...entry, 'all'] as const),
  ]) {
    const reference = figures.keras?.loss ?? figures.native?.loss;
    for (const [peer, { loss, threads }] of Object.entries(figures)) {
      if (loss !== undefined && reference !== undefined && !(Math.abs(loss / reference - 1) < 1e-3))
        found.push(`${model}: ${peer} has the loss ${loss} where ${reference} was to be`);
      // Node's garbage collector and compiler have threads of their own
      const most = peers.find(p => p.name === peer)?.program === 'node' ? 1.8 : 1.25;
      if (cores === 'one' && threads !== undefined && threads > most)
        found.push(`${model}: ${peer} used ${threads.toFixed(2)} threads`);
    }
  }
  return found;
}

/** Why there is no figure, by reason. */
function leftOut({ models }: Results): string {
  const byReason = new Map<string, Map<string, string[]>>();
  for (const [model, { left }] of Object.entries(models))
    for (const [peer, why] of Object.entries(left)) {
      const byPeer = byReason.get(why) ?? new Map<string, string[]>();
      byReason.set(why, byPeer.set(peer, [...(byPeer.get(peer) ?? []), model]));
    }
  const lines = [...byReason].map(([why, byPeer]) => {
    const who = [...byPeer].map(([peer, names]) => `${peer} (${names.join(', ')})`);
    return `- ${why}: ${who.join(', ')}`;
  });
  return lines.length > 0 ? `Left out:\n${lines.join('\n')}` : '';
}

/** Models with at least one figure. */
const measured = ({ models }: Pick<Results, 'models'>): string[] =>
  Object.keys(models).filter(name => Object.keys(models[name]!.figures).length > 0);

const titled = (title: string, text: string): string => (text === '' ? '' : `${title}\n\n${text}`);

export function markdown(results: Results): string {
  const { machine, versions, date, rounds } = results;
  const titles = models.filter(m => measured(results).includes(m.name)).map(m => `- **${m.name}**: ${m.title}`);
  return [
    `${date.slice(0, 16).replace('T', ' ')} UTC. ${machine.processor}, ${machine.cores} cores, ${Math.round(machine.memory / 2 ** 30)} GB, ${machine.system}; load ${machine.load.map(l => l.toFixed(1)).join(' to ')}. ${Object.entries(
      versions,
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}. The best of ${rounds} rounds of ${results.seconds} s.`,
    titles.join('\n'),
    '### A training step',
    byWay(results, 'ms a step of 32 rows', f => f.step),
    titled('Beside the targets (in brackets; bold: reached):', ratios(results, targets)),
    ...allCores(results),
    '### Time to the first training step',
    'From the start of the process (ours: the training process that Node-RED starts, data sent) to the end of its first step.',
    byModel(results, 'seconds', f => f.firstStep && f.firstStep / 1000),
    '### Predictions',
    byWay(results, 'one row, µs', f => f.predictOne, 1000),
    byModel(results, 'rows/s, 1024 at a time', f => f.rowsPerSecond),
    '### Memory',
    byModel(results, 'MB at most until training ended', f => f.memory && f.memory / 1e6),
    ...nodeRed(results),
    titled('### Other targets', limits(results)),
    leftOut(results),
    ...complaints(results).map(text => `**Not equal**: ${text}.`),
  ]
    .filter(part => part !== '')
    .join('\n\n');
}
