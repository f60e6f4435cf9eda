import type { NodeAPI } from 'node-red';
import {
  formatReference,
  type NetworkSpec,
  type Pipeline,
  type PretrainedPart,
  type PretrainedPlan,
  pretrainedPart,
  pretrainedPlan,
  type Store,
} from '../../src';
import { storeOf } from './config';

/** What layers that were taken from stored models bring to a training on a dataset; undefined: there are none. */
export const pretrainedFor = (
  RED: NodeAPI,
  network: NetworkSpec,
  dataset: Pipeline,
): Promise<PretrainedPlan | undefined> =>
  pretrainedPlan(network, dataset, async ({ store, model }) => (await storeOf(RED, store).load(model)).body);

/** The layers of a stored model that a node names, without the weights: the training loads those. */
export class StoredPart {
  /** `digits v3`; before it was found, the reference */
  label: string;
  private found: { readonly key: string; readonly part: PretrainedPart } | null = null;

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
    const { network } = (await this.store.load(reference)).body;
    const label = `${version.name} v${version.version}`;
    const part = pretrainedPart(network, layer, { name: label, store, model: reference });
    this.found = { key, part };
    this.label = label;
    return part;
  }
}
