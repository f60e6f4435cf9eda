import WebSocket from 'ws';
import { type Address, checkToken, headersOf, unreachable } from './connection';

/** without a sign of life for this long, the connection is dead, milliseconds */
const SILENT = 60_000;

/**
 * Follows the log of a job from its beginning, line by line; resolves when the job has ended or the cluster closes the
 * connection. Rejects with a Problem if there is no connection.
 */
export function tail(at: Address, id: string, hear: (line: string) => void, signal: AbortSignal): Promise<void> {
  const address = `${at.url.replace(/^http/, 'ws')}/api/jobs/${id}/logs/tail`;
  // Ray's proxy for this address cannot deflate
  const socket = new WebSocket(address, { headers: headersOf(at), perMessageDeflate: false, handshakeTimeout: 10_000 });
  const abort = (): void => socket.terminate();
  signal.addEventListener('abort', abort);
  let heard = Date.now();
  const alive = (): void => {
    heard = Date.now();
  };
  const watch = setInterval(() => {
    if (Date.now() - heard > SILENT) socket.terminate();
    else if (heard < Date.now() - SILENT / 3) socket.ping();
  }, SILENT / 6);
  let rest = '';
  return new Promise<void>((resolve, reject) => {
    socket.on('open', alive);
    socket.on('pong', alive);
    socket.on('message', (data: unknown) => {
      alive();
      const lines = (rest + String(data)).split('\n');
      rest = lines.pop()!;
      try {
        for (const line of lines) hear(line);
      } catch (error) {
        reject(error);
        socket.terminate();
      }
    });
    socket.on('unexpected-response', (_: unknown, { statusCode = 0 }: { statusCode?: number }) => {
      try {
        checkToken(at, statusCode);
        reject(unreachable(at, new Error(`it answers ${statusCode}`)));
      } catch (error) {
        reject(error);
      }
    });
    socket.on('error', (error: Error) => reject(unreachable(at, error)));
    socket.on('close', () => resolve());
  }).finally(() => {
    clearInterval(watch);
    signal.removeEventListener('abort', abort);
    socket.terminate();
  });
}
