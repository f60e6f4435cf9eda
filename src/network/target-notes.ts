import type { NetworkSpec } from '../spec';

/** Notes about targets of the data that no output predicts, or that two predict. */
export function targetNotes({ outputs }: NetworkSpec, targets: readonly string[]): string[] {
  const predicted = outputs.flatMap(({ target }) => target ?? []);
  return targets.flatMap(name => {
    const times = predicted.filter(other => other === name).length;
    if (times === 0) return [`no output predicts the target "${name}" of the data: give it an output node of its own`];
    return times === 1 ? [] : [`${times} outputs predict the target "${name}": an answer contains only the last one's`];
  });
}
