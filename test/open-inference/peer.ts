import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InferenceClient, type Predictor, type Shelf, serve } from '../../src';

/** A server of HTTP on loopback and on a free port, until `closeServers`. */
export async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<{ readonly url: string }> {
  const server = createServer((request, response) => void answer(request, response));
  open.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
const open: Server[] = [];
export async function closeServers(): Promise<void> {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

export const HEADER = 'inference-header-content-length';

/** One model as a shelf, with the version 1. */
export const shelfOf = ({ model, predict }: Predictor): Shelf => ({
  ...{ name: 'test', version: '0', base: '' },
  names: async () => ['sample'],
  versions: async () => ['1'],
  find: async () => undefined,
  load: async () => model,
  use: async (_name, _version, work) => work({ model, predict: records => predict(records, 'scores') }),
});

/** A server of this palette; `headers` are of each request for inference. */
export async function serving(predictor: Predictor): Promise<{ url: string; headers: (string | undefined)[] }> {
  const headers: (string | undefined)[] = [];
  const shelf = shelfOf(predictor);
  const { url } = await listen(async (request, response) => {
    const header = request.headers[HEADER] as string | undefined;
    const body = await bodyOf(request);
    if (request.method === 'POST') headers.push(header);
    const asked = { method: request.method!, path: request.url!, header, body: async () => body };
    const answer = await serve(shelf, asked);
    if (answer.header !== null) response.setHeader(HEADER, answer.header);
    response.writeHead(answer.status).end(answer.bytes);
  });
  return { url, headers };
}

export const clientOf = (url: string, more: object = {}): InferenceClient =>
  new InferenceClient({ url, token: '', model: 'sample', version: '', timeout: 5000, retries: 0, ...more });
