import {
  type AnswerOptions,
  createPredictor,
  InferenceClient,
  type Model,
  type Output,
  PLATFORM,
  type Predictor,
  Problem,
  placeOnServer,
  RemoteRecords,
  serverUrl,
} from '../../src';
import type { ServerSettings } from '../shared/config';

/** Answers by a server instead of an engine of this machine. */
export class AskServer {
  private readonly clients = new Set<InferenceClient>();
  private alone: RemoteRecords | null = null;

  constructor(private readonly server: ServerSettings) {
    serverUrl(server.address); // a wrong one is an error at the deploy
  }

  /**
   * With a model of ours the pipeline runs here: records become the network's inputs, its outputs answers. A server that
   * takes raw columns, as a serve node of this palette, gets the records.
   */
  async open(model: Model, options: AnswerOptions): Promise<Predictor> {
    const client = this.connect(model.model);
    try {
      return await this.openOn(client, model, options);
    } catch (error) {
      client.close();
      throw error;
    }
  }

  private async openOn(client: InferenceClient, model: Model, options: AnswerOptions): Promise<Predictor> {
    const { metadata } = await client.describe();
    if (metadata.platform !== PLATFORM)
      return createPredictor(model, {
        ...options,
        elsewhere: (inputs, outputs) => placeOnServer(client, inputs, outputs, this.server.batchSize),
      });
    const records = new RemoteRecords(client, this.server.batchSize);
    return {
      ...{ model, notes: [] },
      predict: (payload, output) => records.predict(payload, output),
      outputs: () => Promise.reject(new Problem('a server gives no outputs of a dataset')),
      dispose: () => records.dispose(),
    };
  }

  /** Without a model here: the server takes records, or what its metadata say. */
  predict(payload: unknown, output: Output): Promise<unknown> {
    this.alone ??= new RemoteRecords(this.connect(''), this.server.batchSize);
    return this.alone.predict(payload, output);
  }

  /** Ends what is under way, so that nobody waits for a server that does not answer. */
  close(): void {
    for (const client of this.clients) client.close();
  }

  private connect(name: string): InferenceClient {
    const { address, token, version, retries, timeout } = this.server;
    const model = this.server.model || name;
    if (model === '')
      throw new Problem('the server configuration must have a model: no model of ours says which one is meant', {
        argument: 'model',
      });
    const client = new InferenceClient({
      ...{ url: serverUrl(address), token, model, version, retries },
      timeout: timeout * 1000,
    });
    this.clients.add(client);
    client.closed.addEventListener('abort', () => this.clients.delete(client));
    return client;
  }

  /** What the status calls it; '': the server has no model of its own. */
  get label(): string {
    if (this.server.model === '') return '';
    return `${this.server.model} at ${new URL(this.server.address).host}`;
  }
}
