import type { RunList, RunSummary } from '../../../spec/run';
import { targetsOf, withinReach } from '../../wires';
import { goesOn } from '../runs/words';
import type { TabContext } from '../tab';

/** The request of the button of an inject node. */
const BUTTON = /^inject\/([^/?]+)$/;
/** What begins longer after a press has another reason, in milliseconds. */
const LATE = 600_000;

/**
 * Calls `begins` when a training begins on the flow that is shown, and the user has pressed the button of a node that
 * leads to it: one that a schedule starts moves nobody. Returns what ends it.
 */
export function whenTrainingBegins(
  context: Pick<TabContext, 'ask' | 'onUpdate'>,
  flow: () => string,
  begins: () => void,
): () => void {
  const pressed = new Map<string, number>();
  const onPress = (_: unknown, __: unknown, { url }: { readonly url?: string }): void => {
    const button = BUTTON.exec(url ?? '')?.[1];
    if (button !== undefined) pressed.set(button, performance.now());
  };
  const isPressed = ({ origin }: RunSummary): boolean =>
    [...pressed].some(([button, at]) => performance.now() - at < LATE && leadsTo(button, origin.node));
  let revision = 0;
  let known: ReadonlySet<string> | null = null;
  let [ended, asking, again] = [false, false, false];
  const look = async (): Promise<void> => {
    again = true;
    if (asking) return;
    asking = true;
    while (again && !ended) {
      again = false;
      try {
        const before = known;
        const found = await context.ask<RunList>('tensorwire/runs', { since: revision });
        revision = found.revision;
        known = new Set(found.order);
        const fresh = before ? found.runs.filter(run => !before.has(run.run) && goesOn(run)) : [];
        if (ended || !fresh.some(run => run.origin.flow === flow() && isPressed(run))) continue;
        pressed.clear();
        begins();
      } catch {
        // The tab of the runs says why they cannot be asked for.
      }
    }
    asking = false;
  };
  $(document).on('ajaxSend', onPress);
  void look();
  const end = context.onUpdate('tensorwire/runs', () => void look());
  return () => {
    ended = true;
    $(document).off('ajaxSend', onPress);
    end();
  };
}

/** By wires and links. */
function leadsTo(from: string, to: string): boolean {
  const node = RED.nodes.node(from);
  return node != null && withinReach(node, after).some(({ id }) => id === to);
}

const after = (node: EditorNode): EditorNode[] => {
  const isLink = node.type === 'link out' || node.type === 'link call';
  const links = isLink && Array.isArray(node.links) ? (node.links as readonly string[]) : [];
  return [...targetsOf(node), ...links.flatMap(id => RED.nodes.node(id) ?? [])];
};
