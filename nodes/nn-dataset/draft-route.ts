import type { NodeAPI } from 'node-red';
import { about, dataReportInThread, formDoubts, loadDataset, Problem, readSettings, wordsIn } from '../../src';
import { presentDataReport } from '../shared/data-report';
import { showable } from '../shared/files';
import { addRoute, z } from '../shared/routes';
import { lastReadings } from './last-readings';
import { datasetOptions, readOptions } from './reading';
import { sayReport } from './report-route';
import settings from './settings';

/** Rows that show what is doubtful about single columns. */
const SOME_ROWS = 5000;

const cell = z.union([z.string().max(100_000), z.number(), z.boolean(), z.null(), z.array(z.unknown()).max(100_000)]);
const query = z.object({
  settings: z.looseObject({ source: z.enum(['file', 'example']), file: z.string().min(1).max(4096) }).catchall(cell),
  as: z.enum(['doubts', 'report', 'page', 'readings']),
});

/**
 * POST { settings, as } → what a dataset node with these settings would read, before it is deployed: { doubts } of its
 * first rows, or { problem } where it could not be read; { report } of all rows; { page }; { readings }, the last ones of a
 * file of series. It shows values, so it takes tensorwire.write, except for a packaged example.
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
          return {
            readings: await lastReadings(showable(RED, wanted.file), readOptions(wanted), datasetOptions(wanted)),
          };
        }
        case 'page':
          return { page: await presentDataReport(await make(), 'page', language) };
        default:
          try {
            return { doubts: formDoubts((await make(SOME_ROWS)).data, wordsIn(language), say) };
          } catch (error) {
            // The form asks by itself: what is wrong is an answer then, and no error of the browser.
            if (!(error instanceof Problem)) throw error;
            return { problem: say(error.message) };
          }
      }
    },
  });
