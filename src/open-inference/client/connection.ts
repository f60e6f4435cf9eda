import { messageOf, Problem } from '../../errors';

/** Where a server is, and how it is asked. */
export interface Address {
  /** `https://models.example.com`, and the path before `/v2` if there is one */
  readonly url: string;
  /** sent as a bearer token; '': none */
  readonly token: string;
  /** milliseconds for each try */
  readonly timeout: number;
  /** how often a request that failed through no fault of its own is tried again */
  readonly retries: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/** Status codes after which another try may succeed: too many requests, and a proxy's while the server restarts. */
const PASSING = [429, 502, 503, 504];
/** The pause before the second try, in milliseconds; it doubles with each further one. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5000;
/** Details of an error that every request would get, whatever it asks. */
const ALL = { server: true };
export const isOfServer = (error: unknown): boolean => error instanceof Problem && error.details.server === true;

/** The most bytes that a response may have. */
const MOST = 512 * 2 ** 20;

/** Makes an HTTP request within limits of time and tries. Throws a Problem if there is no answer. */
export async function ask(
  { url, token, timeout, retries }: Address,
  path: string,
  { body, headers = {} }: { body?: Uint8Array; headers?: Readonly<Record<string, string>> } = {},
  stop?: AbortSignal,
): Promise<Reply> {
  const request: RequestInit = {
    method: body ? 'POST' : 'GET',
    headers: { ...headers, ...(token !== '' && { authorization: `Bearer ${token}` }) },
    redirect: 'manual', // the token must go nowhere else
    ...(body && { body: body as Uint8Array<ArrayBuffer> }),
  };
  for (let tries = 0; ; tries++) {
    const isLast = tries >= retries;
    try {
      const reply = await once(`${url}${path}`, request, timeout, stop);
      if (isLast || !PASSING.includes(reply.status)) return reply;
      await pause(tries, reply.headers.get('retry-after'), stop);
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (stop?.aborted) throw new Problem('the request to the server was ended, because the node was closed', ALL);
      if (isLast) throw unreachable(url, error, timeout);
      await pause(tries, null, stop);
    }
  }
}

async function once(url: string, request: RequestInit, timeout: number, stop?: AbortSignal): Promise<Reply> {
  const late = AbortSignal.timeout(timeout);
  const response = await fetch(url, { ...request, signal: stop ? AbortSignal.any([late, stop]) : late });
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > MOST) throw new Problem(`the server's answer has more than ${MOST / 2 ** 20} MB`);
    parts.push(part);
  }
  return { status: response.status, headers: response.headers, bytes: Buffer.concat(parts) };
}

function pause(tries: number, after: string | null, stop?: AbortSignal): Promise<void> {
  const wanted = after === null ? Number.NaN : Number(after) * 1000;
  const usual = FIRST_PAUSE * 2 ** tries * (0.5 + Math.random()); // not all at once
  const time = Math.min(LONGEST_PAUSE, wanted >= 0 ? wanted : usual);
  return new Promise(resolve => {
    const timer = setTimeout(end, time);
    function end(): void {
      clearTimeout(timer);
      stop?.removeEventListener('abort', end);
      resolve();
    }
    stop?.addEventListener('abort', end);
  });
}

function unreachable(url: string, error: unknown, timeout: number): Problem {
  if ((error as { name?: string }).name === 'TimeoutError')
    return new Problem(`the server ${url} did not answer within ${timeout / 1000} s`, ALL);
  // fetch says only that it failed; its cause says why
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return new Problem(`the server ${url} cannot be reached: ${cause?.code ?? cause?.message ?? messageOf(error)}`, ALL);
}
