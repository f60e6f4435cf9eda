import type { RunList } from '../../../spec/run';
import { goesOn } from '../runs/words';
import type { TabContext } from '../tab';

/** Calls `begins` when a training begins on the flow that is shown. Returns what ends it. */
export function whenTrainingBegins(context: TabContext, flow: () => string, begins: () => void): () => void {
  let revision = 0;
  let known: ReadonlySet<string> | null = null;
  let [ended, asking] = [false, false];
  const look = async () => {
    if (asking) return;
    asking = true;
    try {
      const before = known;
      const found = await context.ask<RunList>('tensorwire/runs', { since: revision });
      revision = found.revision;
      known = new Set(found.order);
      const isNew = before && found.runs.some(run => !before.has(run.run) && goesOn(run) && run.origin.flow === flow());
      if (isNew && !ended) begins();
    } catch {
      // The tab of the runs says why they cannot be asked for.
    } finally {
      asking = false;
    }
  };
  void look();
  const end = context.onUpdate('tensorwire/runs', () => void look());
  return () => {
    ended = true;
    end();
  };
}
