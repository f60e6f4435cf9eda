import type { NodeAPI } from 'node-red';
import { onStoreChange } from '../../src';

/** The topic that announces changes of stores; the editor then asks what has changed. */
const NEWS = 'tensorwire/models';
/** The least time from one announcement to the next, in milliseconds. */
const EVERY = 1000;

/** Everyone at an editor learns that models were stored, promoted, renamed or deleted, and nothing else. */
export function announceStores(RED: NodeAPI): void {
  let isWaiting = false;
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    isWaiting = false;
    toldAt = performance.now();
    RED.comms.publish(NEWS, {}, false);
  };
  onStoreChange(() => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(tell, Math.max(0, toldAt + EVERY - performance.now())).unref();
  });
}
