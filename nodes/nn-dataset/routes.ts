import type { NodeAPI } from 'node-red';
import {
  about,
  type ColumnReport,
  canvasOf,
  lookAtColumns,
  Problem,
  readSettings,
  sheetsIn,
  TensorwireError,
} from '../../src';
import { showable } from '../shared/files';
import type { Say } from '../shared/language';
import { addRoute, z } from '../shared/routes';
import { formatSettings, readOptions } from './reading';
import { reading } from './settings';

/** Enough rows to guess a column's type. */
const PREVIEW_ROWS = 5000;

const file = z.string().min(1).max(4096);
/** The settings as they are in the open dialog, checked by the same rules as at a deploy. */
const said = Object.fromEntries(Object.keys(reading).map(key => [key, z.string().max(4096).optional()]));
/** The form looks by itself: what is wrong with the data is an answer then, `{ problem }`, and no error of the browser. */
const quiet = z.literal('true').optional();
const query = z.union([
  z.object({ node: z.string().min(1).max(200), quiet }),
  z.object({ source: z.literal('example'), file, quiet, ...said }),
  z.object({ source: z.literal('file'), file, quiet, ...said }),
]);

/**
 * GET /tensorwire/columns?source=file&file=…&format=auto → what each column seems to be, with examples.
 * A user with read access sees the packaged examples, and with `?node=<id of a deployed nn-dataset>` the names and
 * types of that node's columns: no values, and no other paths.
 */
export const columnsRoute = (RED: NodeAPI): void =>
  addRoute(RED, {
    path: '/tensorwire/columns',
    query,
    permission: asked => ('source' in asked && asked.source === 'file' ? 'tensorwire.write' : 'tensorwire.read'),
    async answer(asked, say) {
      try {
        if ('node' in asked) return await deployedColumns(RED, asked.node);
        return (await columnsIn(RED, asked)).map(column => sayColumn(column, say));
      } catch (error) {
        if (asked.quiet === undefined || !(error instanceof Problem)) throw error;
        return { problem: say(error.message) };
      }
    },
  });

/** GET /tensorwire/sheets?file=… → the names of the sheets of a workbook; [] for any other file. */
export const sheetsRoute = (RED: NodeAPI): void =>
  addRoute(RED, {
    path: '/tensorwire/sheets',
    query: z.object({ file }),
    permission: 'tensorwire.write',
    answer: asked => sheetsIn(showable(RED, asked.file)),
  });

function columnsIn(RED: NodeAPI, asked: { readonly source: 'example' | 'file'; readonly file: string }) {
  const wanted = about('dataset', () => readSettings(reading, asked));
  const from = asked.source === 'example' ? { example: asked.file } : showable(RED, asked.file);
  return lookAtColumns(from, { ...readOptions(wanted), maxRows: PREVIEW_ROWS }, formatSettings(wanted));
}

/** A cell may hold a whole document: of each value the beginning is shown, in letters. */
const MOST_SHOWN = 500;
const shown = (value: string): string => (value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value);

/** Its sentences in the reader's language; names stay what they are, and so do values of usual length. */
const sayColumn = (column: ColumnReport, say: Say): ColumnReport => ({
  ...column,
  examples: column.examples.map(shown),
  ...(column.distribution?.kind === 'labels' && {
    distribution: { ...column.distribution, labels: column.distribution.labels.map(shown) },
  }),
  warnings: column.warnings.map(say),
  notes: column.notes.map(say),
  ...(column.reason !== undefined && { reason: say(column.reason) }),
  ...(column.problem !== undefined && { problem: { ...column.problem, text: say(column.problem.text) } }),
});

/** An error may quote the data, so it is not sent: it is in the log and on the node, for those who may see them. */
async function deployedColumns(RED: NodeAPI, node: string): Promise<{ name: string; type: string }[]> {
  const { members } = canvasOf(RED);
  const inSubflow = () => [...members].find(([id, { look }]) => look && id.endsWith(`-${node}`))?.[1];
  const look = (members.get(node) ?? inSubflow())?.look;
  if (!look) throw new TensorwireError('data', 'no deployed dataset node of this id reads a file or an example');
  try {
    return (await look(PREVIEW_ROWS)).map(({ name, type }) => ({ name, type }));
  } catch {
    throw new TensorwireError(
      'data',
      'what this node reads cannot be shown; the permission tensorwire.write shows why',
    );
  }
}
