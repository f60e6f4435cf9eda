import {
  Dataset,
  Explainer,
  type Explanation,
  type ExplanationRequest,
  expectModel,
  explainModel,
  explainRecords,
  explainRows,
  explanationContent,
  type Language,
  Model,
  type Presented,
  present,
  summaryOf,
  TensorwireError,
} from '../../src';
import { placingOf, storeOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { turns } from '../shared/in-turn';
import { pageLanguage } from '../shared/language';
import type { Message } from '../shared/message';
import { reportPage, reportPageRoute } from '../shared/report-page';
import settings from './settings';

const TYPE = 'nn-explain';

/** Explains the answers to records, or a Model with its dataset as a whole. */
export default defineNode(
  TYPE,
  settings,
  (live, { model: named, on, as, language, store: storeId, engine: engineId, ...wishes }) => {
    const { RED, subject } = live;
    const reader: Language = language === 'auto' ? pageLanguage(RED, TYPE) : language;
    const request: ExplanationRequest = { ...wishes, language: reader };
    const lastReport = reportPage(live);
    const options = placingOf(RED, engineId);
    const store = storeOf(RED, storeId);
    /** the model that was explained last: the next message is mostly about the same one */
    let last: Explainer | null = null;
    /** the dataset that came with it */
    let drawnFrom: string | null = null;
    /** the model that was loaded last: not loaded again while its name still means it */
    let stored: Model | null = null;
    /** of the store, when it was loaded */
    let changes = 0;
    let isClosed = false;
    /** One message after the other, so that no model is closed for the next message while it is still in use. */
    const inTurn = turns();
    live.onClose(async () => {
      isClosed = true;
      await last?.dispose();
    });
    live.idle(named);

    return message => inTurn(() => explain(message));

    async function explain(message: Message): Promise<Message> {
      const ofModel = isModel(message.payload);
      const [from, where] = ofModel ? [message.payload, 'msg.payload'] : [message.model || named, 'msg.model'];
      if (!ofModel && from === '')
        throw new TensorwireError(
          subject,
          'needs a Model with its dataset in msg.payload and msg.dataset, or records in msg.payload and the model in msg.model or in the node',
          { argument: 'model' },
        );
      const model = typeof from === 'string' ? await load(from) : await expectModel(from, load, where);
      live.busy('explaining');
      const dataset = Dataset.is(message.dataset) ? message.dataset : null;
      const explainer = await explainerOf(model, dataset);
      const onProgress = shownProgress();
      const explained = ofModel
        ? [await explainModel(explainer, ...rowsOf(message), { ...request, onProgress })]
        : await explainPayload(explainer, message.payload, { ...request, onProgress });
      const shownFirst = explained.slice(0, MOST_ON_PAGE);
      lastReport.keep(written => onPage(labelOf(model), shownFirst, written));
      live.ready(`${labelOf(model)} · ${explained.length} explained`);
      return { ...message, payload: await shown(model, explained, ofModel || isSingle(message.payload, explained)) };
    }

    /** `explaining · 320/1000 · 64/s`: after this long, one wants to know how far it is. */
    function shownProgress(): (done: number, all: number) => void {
      const began = performance.now();
      return (done, all) => {
        const seconds = (performance.now() - began) / 1000;
        if (done === all || seconds < 1) return;
        const rate = done / seconds;
        live.progress(`explaining · ${done}/${all} · ${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`);
      };
    }

    async function load(reference: string): Promise<Model> {
      const { name, version } = await store.find(reference);
      const now = store.changes();
      const known = stored?.model === name && stored.version === version ? stored : null;
      if (known && now === changes) return known;
      const found = await store.load(`${name}:${version}`);
      changes = now;
      // A model that was deleted as a whole and trained again begins with version 1 again.
      stored = known?.card.created === found.card.created ? known : found;
      return stored;
    }

    async function explainerOf(model: Model, dataset: Dataset | null): Promise<Explainer> {
      // One without rows to compare with is made again where a dataset comes that may give it some.
      if (last?.model.id === model.id && (last.kept || !dataset || dataset.id === drawnFrom)) return last;
      const next = new Explainer(model, dataset, options);
      await last?.dispose();
      last = next;
      drawnFrom = dataset?.id ?? null;
      if (isClosed) await next.dispose(); // rejects the requests that are still waiting
      return next;
    }

    function rowsOf(message: Message): [Dataset, Int32Array] {
      const dataset = Dataset.expect(message.dataset, 'msg.dataset');
      const rows = dataset.indices(on);
      if (rows.length > 0) return [dataset, rows];
      throw new TensorwireError(subject, `the dataset has 0 ${on} rows; give the ${on} split a share in the dataset`, {
        argument: 'on',
      });
    }

    function explainPayload(
      explainer: Explainer,
      payload: unknown,
      request: ExplanationRequest,
    ): Promise<readonly Explanation[]> {
      if (Array.isArray(payload) && payload.length === 0) return Promise.resolve([]);
      if (Dataset.is(payload)) return explainRows(explainer, payload.body.columns, allRows(payload.rows), request);
      return explainRecords(explainer, payload, request, warning => live.node.warn(`${subject}: ${warning}`));
    }

    async function shown(model: Model, explained: readonly Explanation[], single: boolean): Promise<unknown> {
      if (as === 'value') return single ? explained[0] : explained;
      return present(as, reader, manner => explanationContent(labelOf(model), explained, manner));
    }
    /** One record, or one curve for all. */
    function isSingle(payload: unknown, explained: readonly Explanation[]): boolean {
      if (explained.length !== 1) return false;
      if (request.method === 'dependence') return true;
      return !Dataset.is(payload) && !(Array.isArray(payload) && typeof payload[0] === 'object');
    }
  },
  { routes: reportPageRoute },
);

/** Explanations that the node keeps for its page: a reader does not look at more, and they stay in memory. */
const MOST_ON_PAGE = 200;

const onPage = (label: string, explained: readonly Explanation[], language: Language): Promise<Presented> =>
  present('page', language, manner => explanationContent(label, explained, manner));

const isModel = (value: unknown): boolean => Model.is(value) || summaryOf(value) === 'Model';
const labelOf = ({ model, version }: Model): string => (version === null ? model : `${model} v${version}`);
const allRows = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => row);
