import { type Fault, faultOf } from '../../process/fault';

/** An error of a thread in a form that can be sent: only details that JSON can represent. */
export const threadFault = (error: unknown, subject = 'model'): Fault => faultOf(error, { subject, portable });

function portable(value: unknown): unknown {
  const json = JSON.stringify(value) as string | undefined; // undefined for a function
  return json === undefined ? undefined : JSON.parse(json);
}

/** Why a thread ended unexpectedly. */
export const reasonOf = (error: Error & { code?: string }): string =>
  error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out of memory' : error.message;
