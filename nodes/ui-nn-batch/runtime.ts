import { randomUUID } from 'node:crypto';
import { basename, extname, join } from 'node:path';
import { guessWithPauses, Pacer, Problem, readTable, rowReader, type WrittenRow, z } from '../../src';
import { storeOf } from '../shared/config';
import { type Asker, answer, onDashboard } from '../shared/dashboard';
import { defineNode } from '../shared/define';
import { uploadLimit } from '../shared/files';
import { showsModel } from '../shared/model-widget';
import { ShownModel, titleOf } from '../shared/shown-model';
import { Trial } from '../shared/trial';
import { csvOf, type Scored, scored } from './scored';
import settings from './settings';
import { Uploads } from './uploads';

const MOST_ROWS = 100_000;
/** The most cells of a table, which is kept for paging and the download. */
const MOST_CELLS = 2_000_000;
/** How many of the newest tables are kept, and for how many milliseconds. */
const [MOST_KEPT, KEPT_FOR] = [3, 30 * 60_000];
const PAGE_ROWS = 100;
const DOWNLOAD_ROWS = 2000;
/** How many rows are answered at once: between pieces, other work gets its turn. */
const PIECE_ROWS = 2000;
/** How many rows are read between two checks of the clock. */
const BLOCK = 100;
const PIECE_BYTES = 512 * 1024;
const ENDINGS = ['csv', 'tsv', 'txt', 'xlsx', 'json', 'jsonl'];

const id = z.uuid();
const bytes = z.custom<Uint8Array>(value => value instanceof Uint8Array && value.length <= PIECE_BYTES);

/** Tables that users send, with the model's answers, on a page of Dashboard 2.0. */
export default defineNode(
  'ui-nn-batch',
  settings,
  (live, { model: reference, store, confidence, language, ...place }) => {
    const { RED, node, userDir } = live;
    const at = storeOf(RED, store);
    const shown = new ShownModel(live, at, reference);
    const trial = new Trial(RED, { reasons: 0, ...(confidence !== null && { confidence }) });
    const uploads = new Uploads(
      join(userDir, 'tensorwire', 'uploads'),
      () => uploadLimit(RED),
      error => RED.log.error(error),
    );
    const kept = new Map<string, { readonly table: Scored; readonly timer: NodeJS.Timeout }>();
    const forget = (old: string): void => {
      clearTimeout(kept.get(old)?.timer);
      kept.delete(old);
    };
    live.onClose(async () => {
      for (const old of [...kept.keys()]) forget(old);
      await Promise.all([uploads.close(), trial.end()]);
    });
    function find(wanted: string): Scored {
      const found = kept.get(wanted);
      if (!found) throw new Problem('the table is not kept any more: send it again');
      return found.table;
    }
    function keep(table: Scored): string {
      const made = randomUUID();
      for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT + 1))) forget(old);
      kept.set(made, { table, timer: setTimeout(() => forget(made), KEPT_FOR).unref() });
      return made;
    }

    async function score(file: string, { language, say, client }: Asker) {
      const model = await shown.get();
      const table = await readTable({ file }, { maxRows: MOST_ROWS + 1, sizeLimit: 4 * 2 ** 28 });
      if (table.rows > MOST_ROWS || table.rows * table.columns.length > MOST_CELLS)
        throw new Problem(
          `a page scores at most ${MOST_ROWS} rows and ${MOST_CELLS} cells at a time. Use a dataset and a predict node for more`,
        );
      const { features = [] } = model.body.pipeline ?? {};
      const numeric = new Set(
        features.filter(one => one.type === 'number' || one.type === 'integer').map(one => one.name),
      );
      const reports = await guessWithPauses(table);
      const read = rowReader(table, reports, numeric);
      const pacer = new Pacer();
      const written: (readonly string[])[] = [];
      const answers: unknown[] = [];
      const payload: object[] = [];
      const warned = new Set<string>();
      for (let from = 0; from < table.rows; from += PIECE_ROWS) {
        const piece: WrittenRow['record'][] = [];
        const readRows = (start: number, end: number): void => {
          for (let row = from + start; row < from + end; row++) {
            const { cells, record } = read(row);
            written.push(cells);
            piece.push(record);
          }
        };
        await pacer.blocks(Math.min(PIECE_ROWS, table.rows - from), readRows, BLOCK);
        const { answer, warnings } = await trial.answer(model, piece, language);
        for (const [i, prediction] of (answer as unknown[]).entries()) {
          answers.push(prediction);
          payload.push({ ...piece[i], prediction });
        }
        for (const warning of warnings) if (warned.size < 20) warned.add(warning);
        await new Promise(resolve => setImmediate(resolve));
      }
      const comma = reports.some(({ format, name }) => numeric.has(name) && format.decimal === ',');
      const done = await scored(
        table.columns.map(({ name }) => name),
        written,
        answers,
        { title: titleOf(model), delimiter: table.dialect?.delimiter ?? ',', decimal: comma ? ',' : '.', language },
      );
      node.send({ ...client, topic: titleOf(model), payload } as never);
      const { title, header, from, unsure, spread } = done;
      return {
        ...{ id: keep(done), title, header, from, spread },
        ...{ rows: done.rows.length, unsure: unsure.length, warnings: [...warned].map(say) },
      };
    }

    live.idle('no model yet');
    const widget = onDashboard(
      live,
      place,
      'NnBatch',
      { language },
      {
        model: answer(z.null(), async () => titleOf(await shown.get())),
        begin: answer(z.object({ name: z.string().min(1).max(300) }), async ({ name }) => {
          await shown.get(); // without a model, the page learns it before the file is sent
          const ending = extname(basename(name)).slice(1).toLowerCase();
          if (!ENDINGS.includes(ending))
            throw new Problem(`a table is expected: a file that ends in ${ENDINGS.join(', ')}`);
          return uploads.begin(ending);
        }),
        piece: answer(z.object({ id, bytes }), ({ id, bytes }) => uploads.piece(id, bytes)),
        score: answer(z.object({ id }), ({ id }, asker) => uploads.take(id, file => score(file, asker))),
        page: answer(
          z.object({
            id,
            from: z.number().int().min(0),
            rows: z.number().int().min(1).max(PAGE_ROWS),
            unsure: z.boolean(),
          }),
          ({ id, from, rows, unsure }) => {
            const table = find(id);
            if (!unsure) return table.rows.slice(from, from + rows);
            return table.unsure.slice(from, from + rows).map(row => table.rows[row]);
          },
        ),
        download: answer(z.object({ id, from: z.number().int().min(0) }), ({ id, from }) => {
          const { rows, header, delimiter } = find(id);
          const some = rows.slice(from, from + DOWNLOAD_ROWS);
          const next = from + some.length;
          return {
            text: csvOf(from === 0 ? [header, ...some] : some, delimiter),
            next: next < rows.length ? next : null,
          };
        }),
      },
    );
    return showsModel(live, shown, at, widget, place.group !== '');
  },
  { word: 'batch' },
);
