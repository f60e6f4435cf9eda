import { formOf, type Language, z } from '../../src';
import { storeOf } from '../shared/config';
import { answer, onDashboard } from '../shared/dashboard';
import { defineNode } from '../shared/define';
import { showsModel } from '../shared/model-widget';
import { ShownModel, titleOf } from '../shared/shown-model';
import { Trial } from '../shared/trial';
import settings from './settings';

const MOST_COLUMNS = 10_000;
const cell = z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]);
const record = z
  .record(z.string().max(1000), cell)
  .refine(cells => Object.keys(cells).length <= MOST_COLUMNS, `has more than ${MOST_COLUMNS} columns`);

/** A form made of a model's columns on a page of Dashboard 2.0, with answers as one types. */
export default defineNode(
  'ui-nn-form',
  settings,
  (live, { model: reference, store, columns, reasons, confidence, language, ...place }) => {
    const { RED } = live;
    const at = storeOf(RED, store);
    const shown = new ShownModel(live, at, reference);
    const options = { reasons, ...(confidence !== null && { confidence }) };
    /** One for each language, because reasons are sentences. */
    const trials: Record<Language, Trial> = { 'en-US': new Trial(RED, options), 'zh-CN': new Trial(RED, options) };
    live.onClose(async () => {
      await Promise.all(Object.values(trials).map(trial => trial.end()));
    });
    const answered = async (cells: z.infer<typeof record>, language: Language) => {
      const model = await shown.get();
      return { ...(await trials[language].answer(model, cells, language)), model };
    };
    live.idle('no model yet');
    const widget = onDashboard(
      live,
      place,
      'NnForm',
      { language, confidence: confidence ?? 0.9 },
      {
        form: answer(z.null(), async () => {
          const model = await shown.get();
          const { fields, arrays } = formOf(model);
          const asked = columns.length === 0 ? fields : fields.filter(({ name }) => columns.includes(name));
          const hidden = Object.fromEntries(
            fields.filter(one => !asked.includes(one)).map(one => [one.name, one.usual]),
          );
          if (place.group !== '') live.ready(titleOf(model));
          return { title: titleOf(model), fields: asked, hidden, arrays };
        }),
        answer: answer(z.object({ record }), async ({ record }, { language, say }) => {
          const { answer, warnings, model } = await answered(record, language);
          return { answer, warnings: warnings.map(say), title: titleOf(model) };
        }),
        send: answer(z.object({ record }), async ({ record }, { language, client }) => {
          const { answer, model } = await answered(record, language);
          live.node.send({ ...client, topic: titleOf(model), payload: answer, record } as never);
        }),
      },
    );
    return showsModel(live, shown, at, widget, place.group !== '');
  },
  { word: 'form' },
);
