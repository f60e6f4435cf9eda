/**
 * Prints a model's graph before and after each rewrite: first the forward pass as its layers make it and what each rewrite
 * makes of it, then the training step, whose gradient follows from that.
 */
import { chooseEngine } from '../../src/engine';
import { type GraphNode, input, type Rewrite, rewrite, rewritesFor, withSharing } from '../../src/graph';
import { buildForward } from '../../src/network';
import { nameOf } from '../../src/training/packing';
import type { Prepared } from '../../src/training/prepared';
import { buildStep } from '../../src/training/step';
import { findModel, jobOf, USAGE } from './models';
import { countOps, Printer } from './print';

type Results = Readonly<Record<string, GraphNode>>;

const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

/** `14 nodes: 3 add, 2 matmul, …`, or how they differ from those before. */
function summary(results: Results, before?: Results): string {
  const counts = countOps(results);
  if (!before)
    return `${total(counts)} nodes: ${[...counts]
      .sort((a, b) => b[1] - a[1])
      .map(([op, n]) => `${n} ${op}`)
      .join(', ')}`;
  const old = countOps(before);
  const changed = [...new Set([...old.keys(), ...counts.keys()])].flatMap(op => {
    const difference = (counts.get(op) ?? 0) - (old.get(op) ?? 0);
    return difference === 0 ? [] : [`${difference > 0 ? '+' : '−'}${Math.abs(difference)} ${op}`];
  });
  return `${total(old)} → ${total(counts)} nodes${changed.length > 0 ? `: ${changed.join(', ')}` : ''}`;
}

function forward({ network }: Prepared, rewrites: readonly Rewrite[]): Results {
  const { outputs, updates } = buildForward(network, { training: true, key: input('key', [], 'int32') });
  const named = Object.fromEntries([
    ...outputs.map((node, i) => [`output ${i}`, node]),
    ...updates.map(([key, node]) => [`new ${key}`, node]),
  ]);
  const found = rewrite(Object.values(named), rewrites);
  return Object.fromEntries(Object.keys(named).map((name, i) => [name, found[i]!]));
}

function step(job: Prepared, rewrites: readonly Rewrite[]): Results {
  const { state, outputs } = buildStep(job, rewrites).graph;
  return { ...Object.fromEntries(state.map(s => [`new ${nameOf(s.input)}`, s.next])), ...outputs };
}

/** The graph as it is, then after one rewrite more each time. */
function show(
  title: string,
  of: (rewrites: readonly Rewrite[]) => Results,
  rewrites: readonly Rewrite[],
  whole: boolean,
): void {
  const printer = new Printer();
  let now = of([]);
  let text = new Printer().print(now);
  console.log(`\n== ${title}, before any rewrite: ${summary(now)}\n${printer.print(now)}`);
  let due = false;
  for (const [i, { name, reason }] of rewrites.entries()) {
    const after = of(rewrites.slice(0, i + 1));
    const textAfter = new Printer().print(after);
    const same = textAfter === text;
    console.log(`\n== ${title}, ${name}: ${same ? 'finds nothing here' : `${summary(after, now)}\n   (${reason})`}`);
    due ||= !same;
    if (due && (whole || i === rewrites.length - 1)) {
      console.log(printer.print(after));
      due = false;
    }
    [now, text] = [after, textAfter];
  }
}

async function main([name, ...words]: readonly string[]): Promise<void> {
  if (!name) return void console.log(USAGE);
  const engine = await chooseEngine({ name: words.includes('wasm') ? 'wasm' : 'auto' });
  const rewrites = rewritesFor(engine.name, await engine.channelBlock?.());
  const source = await findModel(name);
  const job = jobOf(source);
  console.log(
    `${source.title}: ${job.network.layers.map(l => l.label).join(', ')}; ${job.optimizer.entry.className}, ${job.objectives.map(o => o.loss.text).join(', ')}`,
  );
  withSharing(() => show('forward', by => forward(job, by), rewrites, true));
  show('training step', by => step(job, by), rewrites, words.includes('step'));
}

main(process.argv.slice(2)).then(
  () => process.stdout.write('', () => process.exit()), // a pipe takes a large text bit by bit
  error => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
