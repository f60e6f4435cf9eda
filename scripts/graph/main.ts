/**
 * Prints a model's graph after each pass on the way to the engine: first the forward pass as the layers make it and
 * after each rewrite, then the training step, the step after each pass of the engine's lowering, and at last which nodes
 * the engine computes together, or outside of the loop over steps.
 */
import { chooseEngine } from '../../src/engine';
import type { Engine, Grouping } from '../../src/engine/engine';
import { rewritesFor } from '../../src/engine/rewrites';
import {
  type GraphNode,
  input,
  inputName,
  type Pass,
  runPasses,
  type StepGraph,
  setVerifier,
  withSharing,
} from '../../src/graph';
import { verifyGraph } from '../../src/graph/rewrite/verify';
import { buildForward } from '../../src/network';
import type { Prepared } from '../../src/training/prepared';
import { buildStep } from '../../src/training/step/step';
import { findModel, jobOf, USAGE } from './models';
import { countOps, Printer } from './print';

type Results = Readonly<Record<string, GraphNode>>;

const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

/** `14 nodes: 3 add, 2 matmul, …`, or the difference from the previous graph. */
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

/** Prints a graph after each pass, marking what has changed. */
class Progress {
  private readonly printer = new Printer();
  private text: string;
  /** there are changes that were not printed yet */
  private due = false;

  constructor(
    private readonly title: string,
    private now: Results,
  ) {
    this.text = new Printer().print(now);
    console.log(`\n== ${title}, before any pass: ${summary(now)}\n${this.printer.print(now)}`);
  }

  after({ name, reason }: Pass, results: Results, whole: boolean): void {
    const text = new Printer().print(results);
    const same = text === this.text;
    const result = same ? 'finds nothing here' : `${summary(results, this.now)}\n   (${reason})`;
    console.log(`\n== ${this.title}, ${name}: ${result}`);
    this.due ||= !same;
    if (this.due && whole) {
      console.log(this.printer.print(results));
      this.due = false;
    }
    [this.now, this.text] = [results, text];
  }

  /** The nodes that an engine computes together, by the names that they have in the last graph. */
  grouped({ name, reason, groups }: Grouping, results: Results): void {
    const printer = new Printer();
    printer.print(results);
    const found = groups.length === 0 ? 'finds nothing here' : `${groups.length} groups`;
    console.log(`\n== ${this.title}, ${name}: ${found}\n   (${reason})`);
    for (const { label, nodes } of groups)
      console.log(`  ${label}: ${nodes.map(node => `${printer.nameOf(node)} ${node.op.name}`).join(', ')}`);
  }
}

/** The forward pass after each of the engine's rewrites. */
function showForward({ network }: Prepared, rewrites: readonly Pass[]): void {
  const { outputs, updates } = buildForward(network, { training: true, key: input('key', [], 'int32') });
  const names = [...outputs.map((_, i) => `output ${i}`), ...updates.map(([key]) => `new ${key}`)];
  const named = (nodes: readonly GraphNode[]): Results => Object.fromEntries(names.map((name, i) => [name, nodes[i]!]));
  const roots = [...outputs, ...updates.map(([, node]) => node)];
  const progress = new Progress('forward', named(roots));
  runPasses(roots, rewrites, (pass, nodes) => progress.after(pass, named(nodes), true));
}

/** What a step computes, by name. */
const resultsOf = ({ state, outputs }: StepGraph): Results => ({
  ...Object.fromEntries(state.map(({ input, next }) => [`new ${inputName(input)}`, next])),
  ...outputs,
});

/**
 * The training step after each rewrite, with its gradient taken again, then after each pass of the engine's lowering,
 * and at last what the engine groups.
 */
function showStep(job: Prepared, rewrites: readonly Pass[], engine: Engine, whole: boolean): void {
  const stepBy = (by: readonly Pass[]): StepGraph => buildStep(job, by).graph;
  const progress = new Progress('training step', resultsOf(stepBy([])));
  for (const [i, pass] of rewrites.entries())
    progress.after(pass, resultsOf(stepBy(rewrites.slice(0, i + 1))), whole || i === rewrites.length - 1);
  const step = stepBy(rewrites);
  const results = resultsOf(step);
  const names = Object.keys(results);
  const named = (nodes: readonly GraphNode[]): Results => Object.fromEntries(names.map((name, i) => [name, nodes[i]!]));
  const lowered = runPasses(Object.values(results), engine.lowering ?? [], (pass, nodes) =>
    progress.after(pass, named(nodes), true),
  );
  const state = step.state.map(({ input }, i) => ({ input, next: lowered[i]! }));
  const outputs = Object.fromEntries(Object.keys(step.outputs).map((name, i) => [name, lowered[state.length + i]!]));
  for (const grouping of engine.groupings?.({ ...step, state, outputs }) ?? [])
    progress.grouped(grouping, named(lowered));
}

async function main([name, ...words]: readonly string[]): Promise<void> {
  if (!name) return void console.log(USAGE);
  setVerifier(verifyGraph);
  const engine = await chooseEngine({ name: words.includes('wasm') ? 'wasm' : 'auto' });
  const rewrites = rewritesFor(engine.name, await engine.channelBlock?.());
  const source = await findModel(name);
  const job = jobOf(source);
  console.log(
    `${source.title}: ${job.network.layers.map(l => l.label).join(', ')}; ${job.optimizer.entry.className}, ${job.objectives.map(o => o.loss.text).join(', ')}`,
  );
  withSharing(() => showForward(job, rewrites));
  showStep(job, rewrites, engine, words.includes('step'));
}

main(process.argv.slice(2)).then(
  () => process.stdout.write('', () => process.exit()), // a pipe takes a large text in pieces
  error => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
