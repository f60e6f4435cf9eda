import { type Fault, faultOf } from '../../process/fault';

/** What went wrong in a thread, as it can be sent: of the details what JSON can hold. */
export const threadFault = (error: unknown, subject = 'model'): Fault => faultOf(error, { subject, portable });

function portable(value: unknown): unknown {
  const json = JSON.stringify(value) as string | undefined; // none of a function
  return json === undefined ? undefined : JSON.parse(json);
}

/** Why a thread ended unexpectedly. */
export const reasonOf = (error: Error & { code?: string }): string =>
  error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out of memory' : error.message;
