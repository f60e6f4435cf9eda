import { stat } from 'node:fs/promises';
import type { NodeAPI } from 'node-red';
import { about, dataReportInThread, formDoubts, loadDataset, Problem, readSettings, wordsIn } from '../../src';
import { presentDataReport } from '../shared/data-report';
import { showable } from '../shared/files';
import { addRoute, z } from '../shared/routes';
import { lastReadings } from './last-readings';
import { datasetOptions, readOptions } from './reading';
import { sayReport } from './report-route';
import settings from './settings';

/**
 * Of a larger file only the first rows are looked at, unless they make no dataset; `formDoubts` says what they can tell.
 * Bytes, rows.
 */
const [WHOLE, SOME_ROWS] = [8 * 2 ** 20, 5000];

const cell = z.union([z.string().max(100_000), z.number(), z.boolean(), z.null(), z.array(z.unknown()).max(100_000)]);
const query = z.object({
  settings: z.looseObject({ source: z.enum(['file', 'example']), file: z.string().min(1).max(4096) }).catchall(cell),
  as: z.enum(['doubts', 'report', 'page', 'readings']),
});

/**
 * POST { settings, as } → what a dataset node with these settings would read, before it is deployed: { doubts }, of a
 * large file those of its first rows, or { problem } where it could not be read; { report } of all rows; { page };
 * { readings }, the last ones of a file of series, with a
 * { problem } where there are none. It shows values, so it takes tensorwire.write, except for a packaged example.
 */
export const draftRoute = (RED: NodeAPI): void =>
  addRoute(RED, {
    method: 'post',
    path: '/tensorwire/data-report/draft',
    query,
    permission: asked => (asked.settings.source === 'example' ? 'tensorwire.read' : 'tensorwire.write'),
    async answer(asked, say, language) {
      const make = async (maxRows?: number) => {
        const wanted = about('dataset', () => readSettings(settings.properties, asked.settings));
        const from = wanted.source === 'example' ? { example: wanted.file } : showable(RED, wanted.file);
        const read = { ...readOptions(wanted), ...(maxRows !== undefined && { maxRows }) };
        return dataReportInThread(await loadDataset(from, read, datasetOptions(wanted)));
      };
      switch (asked.as) {
        case 'report':
          return { report: sayReport((await make()).data, say) };
        case 'readings': {
          const wanted = about('dataset', () => readSettings(settings.properties, asked.settings));
          if (wanted.source === 'example') return { readings: [] };
          const found = await unlessProblem(() =>
            lastReadings(showable(RED, wanted.file), readOptions(wanted), datasetOptions(wanted)),
          );
          // The editor asks by itself: why there are none is an answer then.
          return Array.isArray(found) ? { readings: found } : { readings: [], problem: say(found.message) };
        }
        case 'page':
          return { page: await presentDataReport(await make(), 'page', language) };
        default: {
          const doubts = async (maxRows?: number) =>
            formDoubts((await make(maxRows)).data, maxRows === undefined, wordsIn(language), say);
          const ask = async () => {
            const ofSome = (await isSmall(RED, asked.settings)) ? null : await unlessProblem(() => doubts(SOME_ROWS));
            // What the first rows lack, such as a second class of the target, may come later: all rows tell.
            return Array.isArray(ofSome) ? ofSome : doubts();
          };
          const found = await unlessProblem(ask);
          // The form asks by itself: what is wrong is an answer then, and no error of the browser.
          return Array.isArray(found) ? { doubts: found } : { problem: say(found.message) };
        }
      }
    },
  });

async function unlessProblem<T>(work: () => Promise<T>): Promise<T | Problem> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** A file that is not there is told when it is read. */
const isSmall = async (RED: NodeAPI, { source, file }: { readonly source: string; readonly file: string }) =>
  source === 'example' ||
  (await stat(showable(RED, file).file).then(
    ({ size }) => size <= WHOLE,
    () => true,
  ));
