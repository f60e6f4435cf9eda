import type { RaySettings } from '../../cluster';
import type { Limits } from '../../graph';
import type { Fault } from '../../process/fault';
import type { EarlierEpochs } from '../../spec';
import type { Progress } from '../plan';
import type { Wanted } from './outbox';

/** The small messages between Node-RED and the training process; arrays travel by file. */
export type ToChild =
  | { readonly kind: 'stop' }
  /** where it trains, with the token, which is on no disk: the first message if `ChildSettings.onCluster` */
  | { readonly kind: 'cluster'; readonly cluster: RaySettings }
  /** a batch of progress has been handled */
  | { readonly kind: 'heard' };

export type FromChild =
  | { readonly kind: 'progress'; readonly progress: readonly Progress[] }
  /** it goes on after these epochs; sent before any progress */
  | { readonly kind: 'resumed'; readonly earlier: EarlierEpochs }
  /** something that the user should know during the training */
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly fault: Fault };

/** Descriptors that the child inherits, after stdin, stdout, stderr and the message channel. */
export const ORDER_FD = 4;
export const RESULT_FD = 5;

/** The child's only argument, JSON. */
export interface ChildSettings {
  readonly parent: number;
  /** bytes of resident memory above which the child ends itself */
  readonly memoryLimit: number;
  /** limits on the size of its graphs */
  readonly limits: Limits;
  /** added to its priority: 0 … 19 */
  readonly nice: number;
  /** that it may use, where it chooses the number of its threads */
  readonly cores: number;
  readonly progress: Wanted;
  /** it trains on a cluster, of which a message tells */
  readonly onCluster: boolean;
  /** the file of its checkpoint, and the shortest interval between writes, in milliseconds; absent: no checkpoints */
  readonly checkpoint?: { readonly file: string; readonly every: number };
}
