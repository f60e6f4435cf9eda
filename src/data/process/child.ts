import { stat } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { show } from '../../errors';
import { faultOf } from '../../process/fault';
import { fitsInMemory, type Parcel, parcelBytes, readBytes, readParcel, writeParcel } from '../../process/parcel';
import { watch } from '../../process/watchdog';
import { guessColumns } from '../column/guess';
import { makeDataset } from '../dataset';
import { exampleData } from '../examples';
import { readTable } from '../read';
import { sheetNames } from '../read/xlsx';
import type { RawTable } from '../table/raw-table';
import { datasetParcel, openTable } from './marshal';
import { DESCRIPTORS, type FromReader, type ReaderSettings, type Work } from './messages';

/** The reader process: does one piece of work after the other, and ends with Node-RED. */

const TELL_EVERY_MS = 250;
/** No event loop waits here, so large pieces are faster. */
const PIECE = 1024 * 1024;

const send = (message: FromReader): Promise<void> =>
  new Promise(resolve => (process.send ? process.send(message, () => resolve()) : resolve()));

async function tableOf({ source, read }: Work): Promise<RawTable> {
  if ('example' in source) return exampleData(source.example);
  if ('table' in source) return openTable(await readParcel(DESCRIPTORS[source.table]));
  let sentAt = performance.now();
  const onProgress = (share: number): void => {
    if (performance.now() - sentAt < TELL_EVERY_MS) return;
    sentAt = performance.now();
    void send({ kind: 'progress', share });
  };
  const options = { ...read, pieceSize: PIECE, onProgress };
  if ('file' in source) {
    const { size } = await stat(source.file).catch(() => ({ size: undefined })); // reading it says what is wrong
    return readTable(source, { ...options, size });
  }
  const { name, place, bytes } = source;
  return readTable(
    { text: await readBytes(DESCRIPTORS[place], bytes), name },
    { ...read, pieceSize: PIECE, onProgress },
  );
}

async function answer(work: Work): Promise<Parcel> {
  if (work.kind === 'sheets') return { value: 'file' in work.source ? await sheetNames(work.source) : [], arrays: [] };
  const table = await tableOf(work);
  if (work.kind === 'columns') return { value: guessColumns(table, work.settings), arrays: [] };
  return datasetParcel(await makeDataset(table, work.dataset));
}

async function perform(work: Work): Promise<FromReader> {
  try {
    const parcel = await answer(work);
    const place = (await fitsInMemory(parcelBytes(parcel.arrays))) ? 'memory' : 'disk';
    await writeParcel(DESCRIPTORS[place], parcel);
    return { kind: 'done', place };
  } catch (error) {
    return failure(error);
  }
}

const failure = (error: unknown): FromReader => ({
  kind: 'failed',
  fault: faultOf(error, { subject: 'dataset', unexpected: said => `cannot be read: ${said}`, portable }),
});

/** Values in errors may be anything; only short ones are sent. */
const portable = (value: unknown): unknown =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value) ? value : show(value);

const settings = JSON.parse(process.argv[2] ?? '{}') as ReaderSettings;
setPriority(Math.min(19, settings.nice));
watch(settings, 50);
process.on('disconnect', () => process.exit(1));
process.on('message', (work: Work) => void perform(work).then(send));
