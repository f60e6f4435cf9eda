import { stat } from 'node:fs/promises';
import {
  type DataSource,
  type Dataset,
  type Language,
  loadDataset,
  lookAtColumns,
  Problem,
  splitRows,
  type TableData,
  withSubject,
} from '../../src';
import { presentDataReport } from '../shared/data-report';
import { defineNode } from '../shared/define';
import { readable, showable } from '../shared/files';
import { turns } from '../shared/in-turn';
import { pageLanguage } from '../shared/language';
import { read } from '../shared/message';
import { reportPage, reportPageRoute } from '../shared/report-page';
import { WarnOnce } from '../shared/warn-once';
import { draftRoute } from './draft-route';
import { fileRoutes } from './file-routes';
import { datasetOptions, formatSettings, readOptions } from './reading';
import { dataReportRoute } from './report-route';
import { columnsRoute, sheetsRoute } from './routes';
import { SeenDataset } from './seen';
import settings from './settings';
import { statusOf } from './status-of';
import { tableFrom } from './table-from';

/** Files up to this size are read at deploy time, so that the network's shapes are known before any data run. */
const READ_AHEAD = 8 * 2 ** 20;

/** Makes a dataset: typed columns, splits, and the pipeline that was fitted on the training rows. */
export default defineNode(
  'nn-dataset',
  settings,
  (live, settings) => {
    const { source, property, file, report: as, language, ...options } = settings;
    const { RED, subject } = live;
    const closed = new AbortController();
    live.onClose(() => closed.abort());
    const seen = new SeenDataset(closed.signal);
    const lastReport = reportPage(live, { untilDeploy: true });
    /** The button of the node: it works as soon as there is something to report. */
    const offerReport = (): void => {
      const write = async (written: Language) =>
        presentDataReport(await seen.reportOf(await lookOnce()), 'page', written);
      lastReport.keep(write, source === 'example');
    };
    const keep = (dataset: Dataset): void => {
      seen.keep(dataset);
      offerReport();
    };
    const make = (from: DataSource): Promise<Dataset> => {
      const onProgress = (share: number) => live.busy(`reading · ${Math.floor(100 * share)} %`);
      return loadDataset(from, readOptions(options), datasetOptions(settings), { onProgress, signal: closed.signal });
    };
    const show = (dataset: Dataset): void => live.ready(statusOf(dataset));
    const warnings = new WarnOnce(live, 20);
    /** Warns of what is left out and why, and of what may have been misread. */
    const warn = ({ body: { findings } }: Dataset): void =>
      [...findings.leftOut, ...findings.warnings].forEach(warnings.warn);

    /** What was read ahead; valid as long as the file is unchanged. */
    let ahead: { readonly stamp: string; readonly dataset: Dataset } | null = null;
    /** Identifies the state of the file; null where it cannot be inspected: reading it then says why. */
    const stampOf = async (): Promise<{ stamp: string; size: number } | null> => {
      if (source === 'example') return { stamp: file, size: 0 };
      const found = await stat(readable(RED, file).file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === undefined) throw error;
        return null;
      });
      return found && { stamp: `${found.mtimeMs} ${found.size}`, size: found.size };
    };
    const load = async (): Promise<Dataset> => {
      const now = await stampOf();
      if (ahead && ahead.stamp === now?.stamp) return ahead.dataset;
      return make(source === 'example' ? { example: file } : readable(RED, file));
    };
    let known: TableData | null = null;
    const forEditor = async (): Promise<Dataset> => {
      if (source === 'file') showable(RED, file); // it is not shown where the file would not be
      const last = seen.last();
      if (source === 'payload') {
        if (last) return last;
        throw new Problem('no data have come yet; send a message through the node, then look again');
      }
      const now = await stampOf();
      if (last && now && now.stamp === readAs) return last;
      // Reading sets the status, which must not stay at "reading" when nobody has sent a message.
      const dataset = await load().catch(error => {
        if (!closed.signal.aborted) live.problem(error);
        throw error;
      });
      readAs = now?.stamp ?? null;
      keep(dataset);
      show(dataset);
      return dataset;
    };
    let looking: Promise<Dataset> | null = null;
    /** All that ask meanwhile get the dataset that is being read: it is not read once for each. */
    const lookOnce = (): Promise<Dataset> => {
      looking ??= forEditor().finally(() => {
        looking = null;
      });
      return looking;
    };
    /** The state of the file from which the last dataset is. */
    let readAs: string | null = null;
    const reader: Language = language === 'auto' ? pageLanguage(RED, 'nn-dataset') : language;
    const reported = async (dataset: Dataset) => {
      const report = await seen.reportOf(dataset);
      return as === 'report' || as === 'off' ? report : presentDataReport(report, as, reader);
    };

    /** One message after the other, so that they leave in the order in which they came. */
    const inTurn = turns();

    return {
      part: {
        role: 'end',
        dataReport: { packaged: source === 'example', make: async () => seen.reportOf(await lookOnce()) },
        ...(source !== 'payload' && {
          look: async maxRows =>
            lookAtColumns(
              source === 'example' ? { example: file } : showable(RED, file),
              { ...readOptions(options), maxRows },
              formatSettings(options),
            ),
        }),
        async describe() {
          if (source === 'payload') return;
          try {
            const now = await stampOf();
            if (now && now.size > READ_AHEAD) return;
            const dataset = await load();
            if (now) ahead = { stamp: now.stamp, dataset };
            known = dataOf(dataset);
            offerReport();
            show(dataset);
          } catch (error) {
            live.problem(error);
          }
        },
        pass() {
          if (known) live.canvas.observedShapes.recordData(live.id, known);
          return { network: null, pipeline: known?.pipeline ?? null, rows: known?.rows ?? null, seen: true };
        },
      },
      async handle(message, send) {
        const dataset = await inTurn(async () => {
          live.busy('reading');
          const now = source === 'payload' ? null : await stampOf();
          const made = await (source === 'payload' ? make(tableFrom(read(RED, message, property), property)) : load());
          readAs = now?.stamp ?? null;
          keep(made);
          return made;
        });
        show(dataset);
        warn(dataset);
        live.canvas.observedShapes.recordData(live.id, dataOf(dataset));
        if (as === 'off') return { ...message, payload: dataset };
        send([{ ...message, payload: dataset }, null]);
        try {
          return [null, { ...message, payload: await reported(dataset) }];
        } catch (error) {
          if (closed.signal.aborted) return null;
          // The message has gone on with its dataset: as an error of it, it would be answered a second time by what catches.
          live.problem(error);
          live.node.error(withSubject(subject, error).message);
          return null;
        }
      },
    };
  },
  {
    routes: RED => {
      columnsRoute(RED);
      sheetsRoute(RED);
      dataReportRoute(RED);
      draftRoute(RED);
      reportPageRoute(RED);
      fileRoutes(RED);
    },
  },
);

const dataOf = (dataset: Dataset): TableData => ({ pipeline: dataset.pipeline, rows: splitRows(dataset) });
