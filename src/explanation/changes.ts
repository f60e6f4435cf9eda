import { badArgument } from '../errors';
import { shortNumber } from './cells';
import { counterfactual, type Goal } from './counterfactual';
import type { ExplainedChange } from './explanation';
import type { Asked } from './request';
import { changeText, without } from './words';

/** The least change of each row by which its answer is another. */
export async function changes(asked: Asked, rows: Int32Array): Promise<ExplainedChange[]> {
  const { explainer, columns, request, t } = asked;
  const { classes, name, task } = explainer.answers[t]!.target;
  const several = task === 'multi-label';
  const allowed = request.columns.length > 0 ? request.columns : explainer.players.map(({ column }) => column.name);
  const explained: ExplainedChange[] = [];
  for (const row of rows) {
    const one = Int32Array.of(row);
    const [likeliest] = await explainer.choices(columns, one, t);
    const now = several ? (asked.chosen ?? likeliest) : likeliest;
    const [value] = await explainer.values(columns, one, t, classes ? now! : 0);
    const goal = several ? turned(now!, value!) : goalOf(asked, now!);
    const met = several ? false : classes ? asked.chosen === now : goal.isMet(value!, 0);
    const found = met ? null : await counterfactual(explainer, columns, row, allowed, t, goal);
    const code = found?.code ?? now!;
    explained.push({
      target: name,
      ...(classes && { label: classes[now!]! }),
      value: value!,
      counterfactual: found && { ...found.change, ...(classes && { label: classes[code]! }) },
      text: changeText(
        {
          changes: found?.change.changes ?? null,
          before: shown(value!, now!),
          after: !found || met ? null : shown(found.change.answer, code),
          met,
        },
        request.language,
      ),
    });
    request.onProgress?.(explained.length, rows.length);
  }
  return explained;

  function shown(answer: number, code: number): string {
    if (!classes) return shortNumber(answer, 4);
    return several && !isGiven(answer) ? without(classes[code]!, request.language) : classes[code]!;
  }
}

/** Is a label of several given to a row with this probability? */
const isGiven = (probability: number): boolean => probability >= 0.5;

/** A label that a row has is to go, one that it has not is to come. */
function turned(label: number, probability: number): Goal {
  const before = isGiven(probability);
  return {
    ...{ chosen: label, isLabel: true },
    isMet: answer => isGiven(answer) !== before,
    nearness: answer => (before ? -answer : answer),
  };
}

/** The wanted answer: a class, any class but the row's own, or a number beyond a bound. */
function goalOf({ explainer, request, t, chosen }: Asked, now: number): Goal {
  const { target } = explainer.answers[t]!;
  if (target.classes) {
    const wanted = chosen ?? now;
    return chosen === null
      ? { chosen: wanted, isMet: (_, code) => code !== now, nearness: answer => -answer }
      : { chosen: wanted, isMet: (_, code) => code === chosen, nearness: answer => answer };
  }
  const [, sign, bound] = /^\s*([<>])=?\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*$/i.exec(request.label) ?? [];
  if (sign === undefined)
    throw badArgument('label', `what "${target.name}" is to become, such as "> 30" or "< 20"`, request.label);
  const beyond = sign === '>' ? 1 : -1;
  return {
    chosen: 0,
    isMet: answer => beyond * (answer - Number(bound)) >= 0,
    nearness: answer => beyond * answer,
  };
}
