import { Pacer } from '../data';
import { type Answer, answersOf, isUnusual } from '../model-form/answer';
import { addLabel, emptyTally, emptyTarget, type Tally, type TargetTally } from './timeline';

/**
 * Counts answers of predictions, one or a list, with pauses; null: it is not an answer. `target`: that of answers which name
 * none.
 */
export async function tallyOf(found: unknown, target: string): Promise<Tally | null> {
  const all = Array.isArray(found) ? found : [found];
  const pacer = new Pacer();
  const tally = emptyTally();
  const targets = new Map<string, TargetTally>();
  for (const answer of all) {
    const byTarget = answersIn(answer, target);
    if (byTarget.length === 0) return null;
    tally.asked++;
    const own = byTarget.map(([, one]) => one);
    if (own.some(({ sure }) => typeof sure === 'boolean')) tally.rated++;
    if (own.some(({ sure }) => sure === false)) tally.unsure++;
    if (own.some(({ unusual }) => typeof unusual === 'number')) tally.compared++;
    if (own.some(isUnusual)) tally.unusual++;
    for (const [name, one] of byTarget) {
      const into = targets.get(name) ?? emptyTarget();
      targets.set(name, into);
      countOne(one, into);
    }
    if (pacer.due) await pacer.pause();
  }
  tally.targets = [...targets];
  return tally;
}

/** The answers by target. A plain label or number is an answer too: that of the output *label*. */
function answersIn(answer: unknown, target: string): readonly (readonly [string, Answer])[] {
  if (typeof answer === 'string' || typeof answer === 'boolean') return [[target, { label: answer }]];
  if (typeof answer === 'number') return [[target, { value: answer }]];
  if (typeof answer !== 'object' || answer === null) return [];
  const found = answersOf(answer).filter(([, one]) => typeof one === 'object' && one !== null);
  return found.every(([, one]) => one.label !== undefined || one.labels !== undefined || typeof one.value === 'number')
    ? found
    : [];
}

function countOne({ label, labels, value }: Answer, into: TargetTally): void {
  if (typeof value === 'number' && Number.isFinite(value)) {
    into.numbers++;
    into.sum += value;
  }
  for (const one of labels ?? (label === undefined ? [] : [label])) addLabel(into, String(one));
}
