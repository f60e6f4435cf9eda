import { expectModel, formatReference, isUnknownReference, type Model, Problem, type Store } from '../../src';
import { storeAt } from './config';
import type { NodeContext } from './define';
import { Remembered } from './remembered';

/**
 * The model that a page is about: the version that a name of the store means now, or without a name the Model that
 * came last as a message, also after a restart of Node-RED.
 */
export class ShownModel {
  private readonly remembered: Remembered;
  private arrived: Promise<Model> | null;
  private last: { readonly key: string; readonly model: Model } | null = null;

  constructor(
    live: NodeContext,
    private readonly store: Store,
    private readonly reference: string,
  ) {
    this.remembered = new Remembered(live, folder => storeAt(live.RED, folder));
    if (reference !== '') this.remembered.forget();
    this.arrived = reference === '' ? this.remembered.load() : null;
    this.arrived?.catch(() => undefined); // whoever asks gets the error
    live.onClose(removed => this.remembered.close(removed));
  }

  /** For the canvas: the stored version that is in use. */
  holds(): string | null {
    return this.remembered.reference;
  }

  /** From now on it is about this model. */
  set(model: Model): void {
    this.arrived = Promise.resolve(model);
    this.remembered.set(model);
  }

  /** The Model of a message; throws where the node names one itself. */
  async take(payload: unknown, load: (reference: string) => Promise<Model>): Promise<Model> {
    if (this.reference !== '')
      throw new Problem(`it shows "${this.reference}" of the store, and takes no Model: leave its model empty`, {
        argument: 'model',
      });
    const model = await expectModel(payload, load, 'msg.payload');
    this.set(model);
    return model;
  }

  /** The model now; throws where there is none yet. */
  async get(): Promise<Model> {
    if (this.reference === '') {
      if (!this.arrived) throw new Problem('there is no model yet: train one, or choose one in the settings');
      return this.arrived;
    }
    const found = await this.store.find(this.reference);
    const key = JSON.stringify([found, this.store.changes()]);
    if (this.last?.key !== key) this.last = { key, model: await this.store.load(formatReference(found)) };
    return this.last.model;
  }

  /** The model now; null: none has been trained yet. Throws where there is one that cannot be read. */
  async ifAny(): Promise<Model | null> {
    if (this.reference === '' && !this.arrived) return null;
    try {
      return await this.get();
    } catch (error) {
      if (isUnknownReference(error)) return null;
      throw error;
    }
  }
}

/** `penguins v3` */
export const titleOf = ({ model, version }: Model): string => (version === null ? model : `${model} v${version}`);
