import { Problem } from '../../errors';
import type { Model } from '../../values/model';
import { BINARY } from '../protocol/message';
import { type ModelMetadata, PLATFORM, type ServerMetadata } from '../protocol/metadata';
import { writeResponse } from '../protocol/response';
import { tensorsOf } from './answers';
import { openApi } from './openapi';
import { outputMetadata, portsOfModel } from './ports';
import { recordsOf } from './records';
import { type ModelRoute, type Route, routeOf } from './route';
import { readRequestApart } from './thread/client';

/** The models that are served. Each function throws a Problem with `status` 404 for what is not. */
export interface Shelf {
  readonly name: string;
  readonly version: string;
  /** the path before `/v2`; '' */
  readonly base: string;
  /** the names under which models are served now */
  names(): Promise<readonly string[]>;
  /** versions of a model, ascending */
  versions(name: string): Promise<readonly string[]>;
  /** Resolves where there is such a model, without reading it. */
  find(name: string): Promise<void>;
  /** A model as it is stored; `version` null: the one that the name means. */
  load(name: string, version: string | null): Promise<Model>;
  /** Runs `work` with an open model, which it opens first if necessary. */
  use<T>(name: string, version: string | null, work: (open: OpenModel) => Promise<T>): Promise<T>;
}

export interface OpenModel {
  readonly model: Model;
  /** answers of `scores` to records */
  predict(records: unknown): Promise<unknown>;
}

/** A request; its body is read only where one is expected. */
export interface Asked {
  readonly method: string;
  /** below the node's own path, `/v2/models/penguins/infer` */
  readonly path: string;
  /** of Inference-Header-Content-Length */
  readonly header: string | undefined;
  body(): Promise<Uint8Array>;
}

export interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** bytes of JSON before a binary part; null: all are */
  readonly header: number | null;
  /** after an inference: how many rows were answered, and by which model */
  readonly answered?: { readonly rows: number; readonly model: Model };
}

/** Answers a request of the Open Inference Protocol. A Problem becomes an error response; any other error is thrown. */
export async function serve(shelf: Shelf, asked: Asked): Promise<Answer> {
  try {
    return await answerTo(shelf, routeOf(asked.method, asked.path), asked);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { status, crashed } = error.details;
    return json({ error: error.message }, typeof status === 'number' ? status : crashed ? 503 : 400);
  }
}

export const json = (value: object, status = 200): Answer => ({
  ...{ status, header: null },
  bytes: Buffer.from(JSON.stringify(value), 'utf8'),
});

async function answerTo(shelf: Shelf, route: Route, asked: Asked): Promise<Answer> {
  switch (route.kind) {
    case 'live':
      return json({ live: true });
    case 'ready':
      for (const name of await shelf.names()) await shelf.find(name);
      return json({ ready: true });
    case 'server': {
      const { name, version } = shelf;
      return json({ name, version, extensions: [BINARY] } satisfies ServerMetadata);
    }
    case 'openapi':
      return json(await openApiOf(shelf));
    case 'model':
      return json(await metadataOf(shelf, route.name, route.version));
    case 'model-ready': {
      await shelf.use(route.name, route.version, async () => undefined);
      return json({ name: route.name, ready: true });
    }
    case 'infer':
      return infer(shelf, route, asked);
  }
}

async function infer(shelf: Shelf, route: ModelRoute, { header, body }: Asked): Promise<Answer> {
  const request = await readRequestApart(await body(), header);
  return shelf.use(route.name, route.version, async ({ model, predict }) => {
    const pipeline = pipelineOf(model);
    const answers = (await predict(await recordsOf(pipeline, request.inputs))) as readonly unknown[];
    const outputs = await tensorsOf(portsOfModel(pipeline), answers);
    const written = await writeResponse({ model: route.name, version: String(model.version), outputs }, request);
    return { status: 200, ...written, answered: { rows: answers.length, model } };
  });
}

async function metadataOf(shelf: Shelf, name: string, version: string | null): Promise<ModelMetadata> {
  const versions = [...(await shelf.versions(name))];
  const model = await shelf.load(name, version);
  const ports = portsOfModel(pipelineOf(model));
  return { name, versions, platform: PLATFORM, inputs: [...ports.inputs], outputs: outputMetadata(ports) };
}

async function openApiOf(shelf: Shelf): Promise<object> {
  const models: ModelMetadata[] = [];
  // One after the other, because each is read into memory as a whole.
  for (const name of (await shelf.names()).slice(0, MOST_DESCRIBED)) models.push(await metadataOf(shelf, name, null));
  return openApi(shelf, models);
}

/** The most models in the description of a server: each must be read for it. */
export const MOST_DESCRIBED = 32;

function pipelineOf({ model, body }: Model): NonNullable<Model['body']['pipeline']> {
  if (body.pipeline) return body.pipeline;
  throw new Problem(`model "${model}" has no pipeline that turns raw records into its inputs`);
}
