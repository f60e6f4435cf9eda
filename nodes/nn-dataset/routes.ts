import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import type { NodeAPI } from 'node-red';
import { lookAtColumns } from '../../src';
import { inUserDir, userDirOf } from '../shared/config';
import { addRoute, z } from '../shared/routes';

/** Enough rows to tell a column's type by. */
const PREVIEW_ROWS = 5000;

const query = z.object({
  source: z.enum(['file', 'example']),
  file: z.string().min(1).max(4096),
  format: z.enum(['auto', 'csv', 'json', 'jsonl']).default('auto'),
});

/**
 * GET /tensorwire/columns?source=file&file=…&format=auto → what each column seems to be.
 * A file outside userDir needs tensorwire.write: who may only look must not read the machine's files.
 */
export const columnsRoute = (RED: NodeAPI): void =>
  addRoute(RED, {
    path: '/tensorwire/columns',
    query,
    permission: asked =>
      asked.source === 'example' || isInside(userDirOf(RED), inUserDir(RED, asked.file))
        ? 'tensorwire.read'
        : 'tensorwire.write',
    answer({ source, file, format }) {
      const from = source === 'example' ? { example: file } : { file: inUserDir(RED, file) };
      return lookAtColumns(from, { format, maxRows: PREVIEW_ROWS });
    },
  });

/** Is the file that a path leads to, through links and `..`, under this folder? */
function isInside(folder: string, file: string): boolean {
  try {
    return realpathSync(file).startsWith(realpathSync(folder) + sep);
  } catch {
    return false;
  }
}
