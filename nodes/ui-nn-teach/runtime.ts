import type { NodeAPI } from 'node-red';
import { Problem, removeOrphaned, z } from '../../src';
import { storeOf } from '../shared/config';
import { answer, onDashboard } from '../shared/dashboard';
import { defineNode } from '../shared/define';
import { turns } from '../shared/in-turn';
import { eachPaced } from '../shared/paced';
import { onRuns, runsOf } from '../shared/runs';
import { SavedState } from '../shared/saved-state';
import { ShownModel } from '../shared/shown-model';
import { sweepAtDeploys } from '../shared/sweep';
import { type ExampleData, Examples, examplesState, recordData, recordOf } from './examples';
import { Judge } from './judge';
import { Progress } from './progress';
import settings from './settings';

/** How many examples of each label, besides those held back, a training needs. */
const LEAST = 3;
/** The most thumbnails on a page. */
const MOST_SHOWN = 24;
/** Milliseconds between two notices of new examples to the pages. */
const NEWS_EVERY = 500;

const SAVED = {
  ...{ folder: 'teach', every: 5000, what: 'what was shown' },
  schema: z.object({ version: z.literal(1), size: z.number(), kind: z.string(), examples: examplesState }),
};
const id = z.number().int().min(1);
const labelText = z.string().trim().min(1).max(200);

/** Examples are shown and labeled on a page of Dashboard 2.0, and the model is trained with them. */
const register = defineNode(
  'ui-nn-teach',
  settings,
  (live, { model: name, kind, size, target, labels, store, language, ...place }) => {
    const { RED, node } = live;
    const isPictures = kind === 'pictures';
    const pixels = z.custom<Uint8Array>(value => value instanceof Uint8Array && value.length === size * size * 3);
    const shownData = isPictures ? z.object({ pixels }) : z.object({ record: recordData });
    const shown = new ShownModel(live, storeOf(RED, store), name);
    const examples = new Examples();
    const judge = new Judge(RED, size);
    const progress = new Progress(shown, judge, examples);
    const saved = new SavedState(live, SAVED, () => ({ version: 1 as const, size, kind, examples: examples.state() }));
    const before = saved.read();
    if (before && before.kind === kind && (!isPictures || before.size === size)) examples.restore(before.examples);
    let news: NodeJS.Timeout | undefined;
    const inTurn = turns();
    live.onClose(async removed => {
      await inTurn(async () => undefined); // of a long list that is still added, nothing is lost
      clearTimeout(news);
      await Promise.all([saved.close(removed), judge.end()]);
    });
    function changed(): void {
      saved.soon();
      say();
      news ??= setTimeout(() => {
        news = undefined;
        widget.tell({ examples: true });
      }, NEWS_EVERY);
    }
    function say(): void {
      const { length } = examples.all;
      const open = examples.unlabeled.length;
      if (place.group !== '') live.ready(`${length} examples${open > 0 ? ` · ${open} without a label` : ''}`);
    }
    const dataOf = (given: { pixels?: Uint8Array; record?: z.infer<typeof recordData> }): ExampleData =>
      given.pixels ? { picture: Buffer.from(given.pixels).toString('base64') } : { record: given.record! };

    /** Records with their labels: the training rows, and those that are held back. */
    const lesson = () =>
      examples.all.flatMap(({ data, label, held }) =>
        label === null ? [] : [{ ...recordOf(data, size), [target]: label, split: held ? 'test' : 'train' }],
      );
    async function training(): Promise<string | null> {
      const { runs, order } = await runsOf(RED).list(0);
      const newest = order.map(id => runs.find(({ run }) => run === id)).find(run => run?.model === name);
      return newest?.state ?? null;
    }

    live.idle('no examples yet');
    const widget = onDashboard(
      live,
      place,
      'NnTeach',
      { language, kind, size },
      {
        state: answer(z.object({ known: z.array(id).max(1000) }), async ({ known }) => {
          const newest = await training();
          const { title, accuracy, earlier, leastSure } = await progress.now();
          // From here on, nothing is awaited: an example could be removed in the meantime.
          const order = leastSure.map(({ id }) => id);
          const open = examples.unlabeled.map(({ id }) => id);
          const asked = (order.length > 0 ? order.filter(id => open.includes(id)) : open.reverse()).slice(
            0,
            MOST_SHOWN,
          );
          const recent = examples.all.filter(({ label }) => label !== null).slice(-MOST_SHOWN);
          const visible = [...asked, ...recent.map(({ id }) => id).reverse()];
          const counts = examples.counts();
          const all = [...new Set([...labels, ...counts.keys()])];
          return {
            ...{ title, accuracy, earlier, training: newest, held: examples.held.length, least: LEAST },
            labels: all.map(name => ({ name, ...(counts.get(name) ?? { all: 0, held: 0 }) })),
            unlabeled: open.length,
            asked,
            examples: visible.map(id => {
              const { data, label, held } = examples.find(id);
              return { id, label, held, ...(!known.includes(id) && { data }) };
            }),
          };
        }),
        add: answer(z.object({ label: labelText.nullable(), shown: shownData }), ({ label, shown }) => {
          const made = examples.add(dataOf(shown), label);
          changed();
          return made;
        }),
        label: answer(z.object({ id, label: labelText }), ({ id, label }) => {
          examples.label(id, label);
          changed();
        }),
        remove: answer(z.object({ id }), ({ id }) => {
          examples.remove(id);
          changed();
        }),
        answer: answer(z.object({ shown: shownData }), async ({ shown: given }) => ({
          answer: await judge.answer(await shown.get(), dataOf(given)),
        })),
        teach: answer(z.null(), async (_, { client }) => {
          const counts = [...examples.counts()];
          if (counts.length < 2 || counts.some(([, { all, held }]) => all - held < LEAST))
            throw new Problem(`at least two labels are needed, and ${LEAST} examples of each besides those held back`);
          if (['running', 'waiting'].includes((await training()) ?? ''))
            throw new Problem('a training goes on: wait until it is over');
          node.send({ ...client, topic: 'teach', payload: lesson() } as never);
        }),
      },
    );
    if (examples.all.length > 0) say();
    live.onClose(
      onRuns(RED, () => {
        widget.tell({ runs: true });
      }),
    );
    return {
      part: { role: 'end' },
      async handle({ payload }) {
        if (isPictures) throw new Problem('it takes pictures on its page only; for messages, choose records');
        const given: readonly unknown[] = Array.isArray(payload) ? payload : [payload];
        await inTurn(async () => {
          const records: z.infer<typeof recordData>[] = [];
          await eachPaced(given, one => {
            const record = recordData.safeParse(one);
            if (!record.success)
              throw new Problem('msg.payload must be a record of texts and numbers, or an array of them');
            records.push(record.data);
          });
          try {
            await eachPaced(
              records,
              ({ [target]: label = null, ...record }) =>
                void examples.add({ record }, label === null || label === '' ? null : String(label)),
            );
          } finally {
            changed(); // those before one without room have been added
          }
        });
        return null;
      },
    };
  },
  { word: 'teach' },
);

export default (RED: NodeAPI): void => {
  register(RED);
  sweepAtDeploys(RED, 'ui-nn-teach', 'examples of teach nodes', (userDir, nodes) =>
    removeOrphaned(userDir, SAVED.folder, nodes),
  );
};
