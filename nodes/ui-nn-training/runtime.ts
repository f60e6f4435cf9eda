import { Problem, type RunSummary, z } from '../../src';
import { answer, onDashboard } from '../shared/dashboard';
import { defineNode } from '../shared/define';
import { onRuns, runsOf } from '../shared/runs';
import settings from './settings';

const run = z.uuid();

/** The page does not tell the reason of a failure, which may name classes and values of the data. */
const FAILED = 'the training failed: its node, and the sidebar of the editor, say why';

/** What a page learns about a run: nothing of its settings, its flow or its data. */
const shownOf = ({ run, model, number, name, state, epoch, epochs, best, ...rest }: RunSummary) => {
  const { secondsLeft, before, fold, worth, started, ended } = rest;
  return { run, model, number, name, state, epoch, epochs, best, secondsLeft, before, fold, worth, started, ended };
};

/** The newest training with its curves, on a page of Dashboard 2.0. */
export default defineNode(
  'ui-nn-training',
  settings,
  (live, { model, control, language, ...place }) => {
    const { RED, node } = live;
    /** The newest run of the model; null: there is none. */
    async function newest(): Promise<RunSummary | null> {
      const { runs, order } = await runsOf(RED).list(0);
      const own = new Map(runs.filter(one => model === '' || one.model === model).map(one => [one.run, one]));
      const first = order.find(id => own.has(id));
      return first === undefined ? null : own.get(first)!;
    }
    const checkControl = (): void => {
      if (!control) throw new Problem('this page may only look: its node does not allow to start or stop trainings');
    };
    /** Throws unless the page may control trainings, and the run that it names is of its model. */
    async function shown(asked: string): Promise<string> {
      checkControl();
      const found = await runsOf(RED).record(asked);
      if (model !== '' && found.model !== model) throw new Problem('the page shows another model');
      return asked;
    }
    const wired = ((node as { wires?: string[][] }).wires ?? []).some(to => to.length > 0);
    const widget = onDashboard(
      live,
      place,
      'NnTraining',
      { language, control, start: control && wired },
      {
        /** the newest run, with its curves after an epoch if it is the run that the page knows */
        newest: answer(
          z.object({ run: run.nullable(), after: z.number().int().min(0) }),
          async ({ run, after }, { say }) => {
            const found = await newest();
            if (!found) return null;
            const details = await runsOf(RED).details(found.run, found.run === run ? after : 0);
            const { problem } = details.run;
            return {
              ...{ run: { ...shownOf(details.run), ...(problem !== undefined && { problem: say(FAILED) }) } },
              ...{ curves: details.curves, after: details.after, advice: details.advice.map(say) },
            };
          },
        ),
        stop: answer(z.object({ run }), async ({ run }) => runsOf(RED).stop(await shown(run))),
        cancel: answer(z.object({ run }), async ({ run }) => runsOf(RED).cancel(await shown(run))),
        start: answer(z.null(), async (_, { client }) => {
          checkControl();
          if (!wired) throw new Problem('nothing is wired to the training monitor, so there is nothing to start');
          const { state } = (await newest()) ?? {};
          if (state === 'running' || state === 'waiting') throw new Problem('a training goes on: stop it first');
          node.send({ ...client, topic: 'start', payload: Date.now() } as never);
        }),
      },
    );
    if (place.group !== '') live.show({});
    live.onClose(onRuns(RED, () => widget.tell({ runs: true })));
    return () => null;
  },
  { word: 'training' },
);
