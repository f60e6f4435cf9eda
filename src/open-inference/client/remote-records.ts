import { Problem } from '../../errors';
import type { Output } from '../../inference';
import { answersOf, outputTensors } from './answers';
import type { InferenceClient } from './client';
import { type AskedRows, rowsOf, tensorsFrom } from './from-records';
import { Gatherer } from './gatherer';

/** A server that takes records: values by name in, answers out. Its metadata say what it takes. */
export class RemoteRecords {
  private readonly gatherer: Gatherer;

  constructor(
    private readonly client: InferenceClient,
    /** rows of a request at most */
    batch: number,
  ) {
    this.gatherer = new Gatherer(client, batch);
  }

  /** One answer for a record, an array of answers for a list of records, as from a predictor here. */
  async predict(payload: unknown, output: Output = 'scores'): Promise<unknown> {
    const { metadata } = await this.client.describe();
    if (metadata.inputs.length === 0)
      throw new Problem('the server does not say what the model takes: choose a model here, which says it');
    const asked = rowsOf(metadata.inputs, payload);
    if (asked.rows.length === 0) return [];
    const outputs = await this.gatherer.infer(tensorsFrom(metadata.inputs, asked.rows));
    return answer(asked, outputs);

    function answer({ single, rows }: AskedRows, given: typeof outputs): unknown {
      if (output === 'tensor') return outputTensors(given, single);
      const answers = answersOf(metadata, given, rows.length, output);
      return single ? answers[0] : answers;
    }
  }

  /** Waits for what is under way. */
  async dispose(): Promise<void> {
    await this.gatherer.none();
    this.client.close();
  }
}
