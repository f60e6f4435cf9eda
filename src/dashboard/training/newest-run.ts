import { joined } from '../../charts/curves';
import type { RunCurves, RunSummary } from '../../spec/run';
import type { chart } from '../chart';
import { linkTo } from '../link';
import type { PageLanguage, Text } from '../texts';
import { onBeforeUnmount, onMounted, reactive, shallowRef } from '../vue';
import { curvesOption, metricsOf } from './charts';

/** What a page learns about a training. */
export type Run = Pick<
  RunSummary,
  | 'run'
  | 'model'
  | 'number'
  | 'name'
  | 'state'
  | 'epoch'
  | 'epochs'
  | 'best'
  | 'secondsLeft'
  | 'before'
  | 'fold'
  | 'worth'
  | 'problem'
>;
interface Details {
  readonly run: Run;
  readonly curves: RunCurves;
  readonly after: number;
  readonly advice: readonly string[];
}

export const goesOn = ({ state }: Run): boolean => state === 'running' || state === 'waiting';

type ChartOption = Parameters<typeof chart>[1]['optionOf'];

/** The newest training, kept up to date by the node's news; to be called in the setup of a widget. */
export function newestRun(id: string, manner: { readonly text: Text; readonly language: PageLanguage }) {
  const link = linkTo(id, manner.language, manner.text('noAnswer'));
  const shown = shallowRef<Details | null>(null);
  const now = reactive({ problem: '', isLoaded: false, isStarting: false });
  let asking = false;
  let again = false;
  let isGone = false;
  /** for each metric a function that stays the same as long as its data do */
  let options: ReadonlyMap<string, ChartOption> = new Map();

  /** Asks for what is new, one question at a time. */
  async function refresh(): Promise<void> {
    again = true;
    if (asking) return;
    asking = true;
    while (again && !isGone) {
      again = false;
      const known = shown.value;
      const after = known?.curves.epochs.at(-1) ?? 0;
      try {
        const found = await link.ask<Details | null>('newest', { run: known?.run.run ?? null, after });
        const isSame = found !== null && known?.run.run === found.run.run && found.after > 0;
        take(isSame ? { ...found, curves: joined(known!.curves, found.curves) } : found);
        now.problem = '';
      } catch (error) {
        now.problem = error instanceof Error ? error.message : String(error);
      }
      now.isLoaded = true;
    }
    asking = false;
  }
  function take(details: Details | null): void {
    if (details?.run.run !== shown.value?.run.run || (details && goesOn(details.run))) now.isStarting = false;
    const { curves, run } = details ?? {};
    if (curves && curves.epochs.length > 0)
      options = new Map(
        metricsOf(curves).map(metric => [
          metric,
          look => curvesOption(curves, metric, run?.best?.epoch ?? null, manner, look),
        ]),
      );
    else options = new Map();
    shown.value = details;
  }
  const act = async (what: string, data: unknown = null): Promise<void> => {
    try {
      await link.ask(what, data);
      now.problem = '';
    } catch (error) {
      now.isStarting = false;
      now.problem = error instanceof Error ? error.message : String(error);
    }
  };
  onMounted(() => void refresh());
  link.onNews(() => void refresh());
  onBeforeUnmount(() => {
    isGone = true;
  });
  return { shown, now, charts: () => options, act };
}
