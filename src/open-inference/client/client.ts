import * as z from 'zod';
import { messageOf, Problem } from '../../errors';
import { hasFractions } from '../protocol/datatypes';
import { BINARY, HEADER_LENGTH } from '../protocol/message';
import { type ModelMetadata, modelMetadata, serverMetadata } from '../protocol/metadata';
import { writeRequest } from '../protocol/request';
import { type InferenceResponse, readResponse } from '../protocol/response';
import type { NamedTensor } from '../protocol/tensors';
import { type Address, ask, type Reply } from './connection';

/** A model on a server. */
export interface RemoteModel extends Address {
  readonly model: string;
  /** '': the server's choice */
  readonly version: string;
}

/** What the server says about the model; it is asked once. */
export interface Known {
  readonly metadata: ModelMetadata;
  /** does the server know the binary form? */
  readonly binary: boolean;
}

/** A client for one model of one server. */
export class InferenceClient {
  private known: Promise<Known> | null = null;
  private readonly stop = new AbortController();

  constructor(readonly at: RemoteModel) {}

  /** What the model takes and gives; after a failure, the server is asked again. */
  describe(): Promise<Known> {
    if (this.known) return this.known;
    const known = this.ask();
    this.known = known;
    known.catch(() => this.forget()); // whoever awaits it gets the error
    return known;
  }

  async infer(inputs: readonly NamedTensor[]): Promise<InferenceResponse> {
    const { binary } = await this.describe();
    const { bytes, header } = await writeRequest(inputs, binary && inputs.every(isWhole));
    const type = header === null ? 'application/json' : 'application/octet-stream';
    const headers = { 'content-type': type, ...(header !== null && { [HEADER_LENGTH]: String(header) }) };
    const reply = await ask(this.at, `${this.path}/infer`, { body: bytes, headers }, this.stop.signal);
    try {
      return readResponse(this.expectOk(reply), reply.headers.get(HEADER_LENGTH));
    } catch (error) {
      this.forget(); // the server may have another version by now
      throw error;
    }
  }

  /** Aborted by `close`. */
  get closed(): AbortSignal {
    return this.stop.signal;
  }

  /** Aborts the requests under way. */
  close(): void {
    this.stop.abort();
  }

  private forget(): void {
    this.known = null;
  }

  private get path(): string {
    const { model, version } = this.at;
    const own = version === '' ? '' : `/versions/${encodeURIComponent(version)}`;
    return `/v2/models/${encodeURIComponent(model)}${own}`;
  }

  private async ask(): Promise<Known> {
    const metadata = await this.read(this.path, modelMetadata);
    const server = await this.read('/v2', serverMetadata);
    return { metadata, binary: server.extensions.includes(BINARY) };
  }

  private async read<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>> {
    const reply = await ask(this.at, path, {}, this.stop.signal);
    const parsed = schema.safeParse(jsonOf(this.expectOk(reply)));
    if (parsed.success) return parsed.data;
    throw new Problem(
      `the server ${this.at.url} does not speak the Open Inference Protocol: ${path}: ${z.prettifyError(parsed.error)}`,
    );
  }

  private expectOk({ status, headers, bytes }: Reply): Uint8Array {
    if (status >= 200 && status < 300) return bytes;
    const { url, model } = this.at;
    if (status === 401 || status === 403)
      throw new Problem(`the server ${url} refuses the request (${status}): check the token`, { server: true });
    if (status >= 300 && status < 400)
      throw new Problem(`the server ${url} has moved to ${headers.get('location')}: set this address`, {
        server: true,
      });
    const said = saidOf(bytes) || 'no reason given';
    if (status === 404)
      throw new Problem(`the server ${url} does not have the model "${model}": ${said}`, {
        server: true,
      });
    throw new Problem(`the server ${url} answered ${status}: ${said}`);
  }
}

/** Can a tensor be sent in the binary form, in which whole numbers and texts cannot be missing? */
function isWhole({ datatype, data }: NamedTensor): boolean {
  if (datatype === 'BYTES') return !(data as readonly (string | null)[]).includes(null);
  return hasFractions(datatype) || !(data as Float64Array).some(Number.isNaN);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw new Problem(`the server's answer is not JSON: ${messageOf(error)}`);
  }
}

/** The reason in an error response: its field `error`, or FastAPI's `detail`. */
function saidOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, 2000)).toString('utf8');
  try {
    const { error, detail } = JSON.parse(text) as { error?: unknown; detail?: unknown };
    return String(error ?? detail ?? '').slice(0, 500);
  } catch {
    // not JSON: a text may be the reason, a proxy's page of HTML is none
    return text.trim().startsWith('<') ? '' : text.trim().slice(0, 200);
  }
}
