import { createGunzip, createInflate } from 'node:zlib';
import type { Request } from 'express';
import { messageOf, Problem } from '../../src';
import type { Budget } from './budget';
import { parsedBytes } from './parsed-body';

/** The body of one request, which it holds until `release`. */
export class Body {
  private held = 0;

  constructor(
    private readonly request: Request,
    private readonly limit: number,
    private readonly budget: Budget,
  ) {}

  async read(): Promise<Uint8Array> {
    const { body, readableEnded } = this.request as Request & { body?: unknown };
    if (readableEnded && body !== undefined) {
      // A middleware has read it, as Node-RED's editor does. It has taken a form apart, from which no JSON can be made again.
      if (this.request.is('urlencoded')) throw asForm();
      return asBytes(body);
    }
    if (Number(this.request.headers['content-length'] ?? 0) > this.limit) throw this.tooLarge();
    const parts: Buffer[] = [];
    let size = 0;
    try {
      for await (const part of this.decoded() as AsyncIterable<Buffer>) {
        size += part.length;
        if (size > this.limit) throw this.tooLarge();
        if (!this.budget.take(part.length)) throw new Problem('too many requests at once: try again', { status: 503 });
        this.held += part.length;
        parts.push(part);
      }
    } catch (error) {
      throw error instanceof Problem ? error : new Problem(`the body cannot be read: ${messageOf(error)}`);
    }
    return Buffer.concat(parts);
  }

  release(): void {
    this.budget.give(this.held);
    this.held = 0;
  }

  private decoded(): AsyncIterable<unknown> {
    const encoding = this.request.headers['content-encoding'] ?? 'identity';
    const plain = this.request.iterator({ destroyOnReturn: false }); // the connection must stay open for the answer
    if (encoding === 'identity') return plain;
    if (encoding !== 'gzip' && encoding !== 'deflate')
      throw new Problem(`Content-Encoding must be gzip or deflate, received ${encoding}`, { status: 415 });
    const inflating = encoding === 'gzip' ? createGunzip() : createInflate();
    const { request } = this;
    const ended = (): void => {
      if (!request.readableEnded) inflating.destroy(new Error('the connection ended')); // pipe would wait forever
    };
    if (request.destroyed) ended();
    else request.once('close', ended);
    return request.pipe(inflating);
  }

  private tooLarge(): Problem {
    return new Problem(`the body has more than ${this.limit} bytes, the most that this server takes`, { status: 413 });
  }
}

const asForm = (): Problem =>
  new Problem('the body came as a form: send it with the header "Content-Type: application/json"', { status: 415 });

const asBytes = async (body: unknown): Promise<Uint8Array> => {
  if (Buffer.isBuffer(body)) return body;
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : parsedBytes(body);
};
