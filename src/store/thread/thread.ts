import { parentPort, workerData } from 'node:worker_threads';
import { faultOf } from '../../process/fault';
import { type CardFile, readCard } from '../card';
import { storedHistory } from '../history';
import { readPipeline } from '../pipeline';
import type { FromThread, ThreadData } from './messages';

/** The thread that reads one file of a model, and ends. */

const { file, bytes } = workerData as ThreadData;

/** The history of a long training as newer cards have it: all of it would take long to send. */
const withShortHistory = (card: CardFile): CardFile => ({ ...card, ...storedHistory(card) });

function answer(): FromThread {
  try {
    const content = file === 'card.json' ? withShortHistory(readCard(bytes)) : readPipeline(bytes);
    return { kind: 'read', content };
  } catch (error) {
    return { kind: 'failed', fault: faultOf(error, { subject: file }) };
  }
}

parentPort!.postMessage(answer());
