import type { Request, Response } from 'express';
import { type Answer, json, type Shelf, serve } from '../../src';
import { Body } from './body';
import type { Budget } from './budget';

const HEADER = 'Inference-Header-Content-Length';

interface Serving {
  readonly shelf: Shelf;
  /** the path before `/v2` */
  readonly at: string;
  /** bytes of a body */
  readonly limit: number;
  readonly budget: Budget;
  answered(what: NonNullable<Answer['answered']>): void;
  /** takes an unexpected error, for the log: the client learns nothing of it */
  failed(error: unknown): void;
}

/** Answers a request over HTTP. */
export async function respond(
  request: Request,
  response: Response,
  { shelf, at, limit, budget, answered, failed }: Serving,
): Promise<void> {
  const body = new Body(request, limit, budget);
  const { method, path } = request;
  const header = request.get(HEADER);
  try {
    const answer = await serve(shelf, { method, path: path.slice(at.length), header, body: () => body.read() });
    if (answer.answered) answered(answer.answered);
    send(request, response, answer);
  } catch (error) {
    failed(error);
    send(request, response, json({ error: 'the server failed: its log says why' }, 500));
  } finally {
    body.release();
  }
}

function send(request: Request, response: Response, { status, bytes, header }: Answer): void {
  if (!request.readableEnded) {
    request.resume(); // a client whose connection ends while it is still sending would not see the answer
    if (status !== 200) response.set('Connection', 'close');
  }
  if (status === 503) response.set('Retry-After', '1');
  if (header !== null) response.set(HEADER, String(header));
  response.set('X-Content-Type-Options', 'nosniff');
  response.set('Content-Type', header === null ? 'application/json' : 'application/octet-stream');
  response.set('Content-Length', String(bytes.length));
  response.status(status).end(bytes);
}
