import http from 'node:http';
import https from 'node:https';
import { messageOf, Problem } from '../../errors';

/** Where a cluster is, and how it is asked. */
export interface Address {
  readonly url: string;
  /** sent as a bearer token; '': none */
  readonly token: string;
}

interface Request {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly body?: Uint8Array | string;
  readonly type?: string;
  /** milliseconds without a byte */
  readonly timeout?: number;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
}

const TIMEOUT = 10_000;
/** bytes of an answer */
const MOST = 64 * 2 ** 20;

export const headersOf = ({ token }: Address): Record<string, string> =>
  token === '' ? {} : { authorization: `Bearer ${token}` };

/**
 * One HTTP request. Not by fetch: it sends Sec-Fetch-Mode, and Ray answers that browsers may not do that. Throws a
 * Problem if there is no answer, or the token is refused.
 */
export async function ask(at: Address, path: string, request: Request = {}): Promise<Reply> {
  const reply = await exchange(at, path, request).catch((error: unknown) => {
    throw unreachable(at, error);
  });
  checkToken(at, reply.status);
  return reply;
}

/** Throws a Problem if this status is that of a missing or wrong token. */
export function checkToken({ url, token }: Address, status: number): void {
  if (status !== 401 && status !== 403) return;
  throw new Problem(
    token === ''
      ? `the Ray cluster at ${url} asks for a token (${status}): set the token`
      : `the Ray cluster at ${url} refuses the token (${status}): check the token`,
    { argument: 'token' },
  );
}

export function unreachable({ url }: Address, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const details = { argument: 'address', ...(code && { code }) };
  if (code === 'ECONNREFUSED')
    return new Problem(`nothing listens at ${url}: check the address, and whether Ray runs there`, details);
  return new Problem(
    `the Ray cluster at ${url} cannot be reached (${code || messageOf(error)}): check the address`,
    details,
  );
}

function exchange(at: Address, path: string, given: Request): Promise<Reply> {
  const { method = 'GET', body, type = 'application/json', timeout = TIMEOUT } = given;
  const url = new URL(at.url + path);
  const headers = {
    ...headersOf(at),
    ...(body !== undefined && { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http;
    const sent = request(url, { method, headers, timeout }, response => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size > MOST) sent.destroy(new Error(`the answer has more than ${MOST / 2 ** 20} MB`));
        parts.push(part);
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${timeout / 1000} s`)));
    sent.on('error', reject);
    sent.end(body);
  });
}
