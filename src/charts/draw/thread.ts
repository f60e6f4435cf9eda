import { parentPort, workerData } from 'node:worker_threads';
import { type Fault, faultOf } from '../../process/fault';
import type { Picture } from '../picture';
import { draw } from './draw';

/** The input and the result of the drawing thread. */
export type ToDraw = readonly Pick<Picture, 'option' | 'width' | 'height'>[];
export type Drawn =
  | { readonly kind: 'drawn'; readonly svg: readonly string[] }
  | { readonly kind: 'failed'; readonly fault: Fault };

const answer = (drawn: Drawn): void => parentPort!.postMessage(drawn);
try {
  answer({ kind: 'drawn', svg: (workerData as ToDraw).map(draw) });
} catch (error) {
  answer({ kind: 'failed', fault: faultOf(error, { subject: 'picture' }) });
}
