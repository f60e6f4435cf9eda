import type { NodeAPI } from 'node-red';
import {
  columnsAsIn,
  formatReference,
  inputAtHead,
  inputShape,
  type ModelBody,
  type NetworkSpec,
  type Pipeline,
  type PretrainedPart,
  type PretrainedPlan,
  pretrainedPart,
  pretrainedPlan,
  type Store,
  withInputWidth,
  withPretrainedColumns,
} from '../../src';
import { storeOf } from './config';

/** What layers that were taken from stored models bring to a training on a dataset; undefined: there are none. */
export const pretrainedFor = (
  RED: NodeAPI,
  network: NetworkSpec,
  dataset: Pipeline,
): Promise<PretrainedPlan | undefined> =>
  pretrainedPlan(network, dataset, async ({ store, model }) => (await storeOf(RED, store).load(model)).body);

type Known = Pick<ModelBody, 'card' | 'network' | 'pipeline'>;

/** The layers of a stored model that a node names, without the weights: the training loads those. */
export class StoredPart {
  /** `digits v3`; before it was found, the reference */
  label: string;
  private found: { readonly key: string; readonly part: PretrainedPart; readonly body: Known } | null = null;

  constructor(
    private readonly store: Store,
    private readonly asked: { readonly model: string; readonly layer: string; readonly store: string },
  ) {
    this.label = asked.model;
  }

  /** Of the version that the reference means now. Throws a Problem if there is none, or it has no such layer. */
  async look(): Promise<PretrainedPart> {
    const { model, layer, store } = this.asked;
    const version = await this.store.find(model);
    const key = JSON.stringify([version, this.store.changes()]);
    if (this.found?.key === key) return this.found.part;
    const reference = formatReference(version);
    const { card, network, pipeline } = (await this.store.load(reference)).body;
    const label = `${version.name} v${version.version}`;
    const part = pretrainedPart(network, layer, { name: label, store, model: reference });
    this.found = { key, part, body: { card, network, pipeline } };
    this.label = label;
    return part;
  }

  /**
   * A network before these layers, and the pipeline of its dataset, with the columns of an input that they take as their
   * model prepares them: it may know more categories, or fewer. Throws a Problem if it has learned from others.
   */
  prepared(network: NetworkSpec, dataset: Pipeline | null) {
    const input = inputAtHead(network);
    if (!input || !dataset || !this.found) return { network, pipeline: dataset };
    const { part, body } = this.found;
    const columns = columnsAsIn(input, dataset, body, { model: part.from.model, layer: part.network.calls[1]!.layer });
    const pipeline = withPretrainedColumns(dataset, { columns });
    const { columns: names, encoding } = input.args;
    return { network: withInputWidth(network, input, inputShape(pipeline, names, encoding)), pipeline };
  }
}
