import { text } from '../widgets/widget';
import { applyFix } from './apply-fix';
import { canvasWiring } from './canvas';
import { type FlowProblem, flowProblems } from './problems';

/** At each deploy: what is missing, with a button that fixes the first of it. What was closed is not told again. */
export function tellAtDeploy(): void {
  let shown: { close(): void } | undefined;
  let known = '';
  const tell = (asked: boolean) => {
    shown?.close();
    shown = undefined;
    const problems = flowProblems(canvasWiring());
    const all = JSON.stringify(problems.map(({ key, node }) => [key, node.id]));
    if (!asked && all === known) return;
    known = '';
    const [first, ...others] = problems;
    const closed = () => {
      known = all;
    };
    if (first) shown = notice(first, others.length, () => tell(true), closed);
    else if (asked) shown = RED.notify(text('flowCheck.nothing'), { type: 'success', timeout: 5000 });
  };
  RED.events.on('deploy', () => tell(false));
  RED.actions.add('tensorwire:check-flows', () => tell(true), { label: text('flowCheck.action') });
}

function notice(problem: FlowProblem, others: number, again: () => void, closed: () => void): { close(): void } {
  const { node, key, fix } = problem;
  const label = RED.utils.getNodeLabel(RED.nodes.node(node.id)!, node.type);
  const sentence = $('<p>').text(`${label}: ${text(`flowCheck.${key}`)}`);
  const more = others > 0 ? $('<p>').text(text('flowCheck.others', { count: others })) : $();
  const opened = RED.notify($('<div>').append(sentence, more), {
    type: 'warning',
    fixed: true,
    id: 'tensorwire-flow-check',
    buttons: [
      {
        text: text('flowCheck.close'),
        click: () => {
          opened.close();
          closed();
        },
      },
      {
        text: text(`flowCheck.fix.${fix.kind}`),
        class: 'primary',
        click: () => {
          opened.close();
          applyFix(problem);
          if (fix.kind !== 'edit') again();
        },
      },
    ],
  });
  return opened;
}
