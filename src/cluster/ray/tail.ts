import WebSocket from 'ws';
import { type Address, checkToken, headersOf, unreachable } from './connection';

/** without a sign of life for this long, the connection is dead, milliseconds */
const SILENT = 60_000;

/**
 * Follows the log of a job from its beginning, line by line; resolves when the job has ended or the cluster closes the
 * connection. `hear` may return a promise: the next line waits for it, and the cluster too if there is much. Rejects with
 * a Problem if there is no connection.
 */
export async function tail(
  at: Address,
  id: string,
  hear: (line: string) => unknown,
  signal: AbortSignal,
): Promise<void> {
  const address = `${at.url.replace(/^http/, 'ws')}/api/jobs/${id}/logs/tail`;
  // Ray's proxy for this address cannot deflate
  const socket = new WebSocket(address, { headers: headersOf(at), perMessageDeflate: false, handshakeTimeout: 10_000 });
  let failure: unknown = null;
  const fail = (error: unknown): void => {
    failure ??= error;
    stream.destroy();
  };
  socket.on('error', (error: Error) => fail(unreachable(at, error)));
  socket.on('unexpected-response', (_: unknown, { statusCode = 0 }: { statusCode?: number }) => {
    try {
      checkToken(at, statusCode);
      fail(unreachable(at, new Error(`it answers ${statusCode}`)));
    } catch (error) {
      fail(error);
    }
  });
  const stream = WebSocket.createWebSocketStream(socket, { encoding: 'utf8' });
  const abort = (): void => void stream.destroy();
  signal.addEventListener('abort', abort);
  let heard = performance.now();
  let busy = false;
  const alive = (): void => {
    heard = performance.now();
  };
  for (const sign of ['open', 'pong', 'message']) socket.on(sign, alive);
  const watch = setInterval(() => {
    if (busy) alive(); // nothing is read meanwhile
    if (performance.now() - heard > SILENT) socket.terminate();
    else if (heard < performance.now() - SILENT / 3) socket.ping();
  }, SILENT / 6);
  let rest = '';
  try {
    for await (const text of stream) {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      busy = true;
      for (const line of lines) await hear(line);
      busy = false;
    }
  } catch (error) {
    if (!signal.aborted) throw failure ?? error;
  } finally {
    clearInterval(watch);
    signal.removeEventListener('abort', abort);
    socket.terminate();
  }
}
