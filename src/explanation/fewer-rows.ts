import type { Evaluator } from './evaluate';
import { type Attribution, type Sample, sampleOf } from './sample';

/** With fewer background rows, contributions are less like Shapley values (measured in docs/design.md). */
const FEWEST = 25;

/**
 * Background rows: all of them where the network is small, else as many as are afforded, spread evenly over the answers.
 * `each`: multiply-adds for each background row; `afforded`: for all of them.
 */
export function affordedRows(evaluator: Evaluator, background: Sample, each: number, afforded: number): Sample {
  const count = Math.max(FEWEST, Math.floor(afforded / Math.max(1, each)));
  if (count >= background.rows) return background;
  const order = byAnswer(evaluator, background);
  const step = background.rows / count;
  return sampleOf(
    background,
    Int32Array.from({ length: count }, (_, i) => order[Math.floor((i + 0.5) * step)]!),
  );
}

/** The rows in the order of their answers to the first target: by class, then by its probability. */
function byAnswer({ answers }: Evaluator, { rows, outputs }: Sample): readonly number[] {
  const [answer] = answers;
  const [output] = outputs;
  const all = Array.from({ length: rows }, (_, row) => {
    const chosen = answer!.choose(output!, row);
    return { row, chosen, value: answer!.value(output!, row, chosen) };
  });
  return all.sort((a, b) => a.chosen - b.chosen || a.value - b.value).map(({ row }) => row);
}

/**
 * The mean answer of some background rows is not that of all. What contributions lack to add up is divided in
 * proportion to them.
 */
export function addUp({ contributions, value, base }: Attribution, columns: number): void {
  for (let row = 0; row < value.length; row++) {
    const own = contributions.subarray(row * columns, (row + 1) * columns);
    const missing = value[row]! - base[row]! - own.reduce((a, b) => a + b, 0);
    const total = own.reduce((sum, one) => sum + Math.abs(one), 0);
    for (let i = 0; i < columns; i++) own[i]! += missing * (total > 0 ? Math.abs(own[i]!) / total : 1 / columns);
  }
}
