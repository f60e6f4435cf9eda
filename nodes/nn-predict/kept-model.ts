import type { Model, Predictor, Store } from '../../src';

/** How long a name of the store is taken to mean the same version, milliseconds. */
const TRUST = 1000;
const NOTHING = Promise.resolve();

/**
 * The model that a predict node answers with. A new one takes the place of the old only when it is ready: messages
 * meanwhile use the old one, or wait where there is none. A predictor lets what still computes finish before it goes.
 */
export class KeptModel {
  private current: Predictor | null = null;
  private coming: Promise<void> | null = null;
  /** replacements are numbered, so that a slow one cannot overtake a newer one */
  private newest = 0;
  /** number of the replacement that answers now */
  private answering = 0;
  private looking: { readonly reference: string; readonly done: Promise<void> } | null = null;
  private reference = '';
  private checked = 0;

  constructor(
    private readonly store: Store,
    private readonly open: (model: Model) => Promise<Predictor>,
  ) {}

  get label(): string | null {
    if (!this.current) return null;
    const { model, version } = this.current.model;
    return version === null ? model : `${model} v${version}`;
  }

  /** Resolves when this model answers, or a newer one does. Messages that come from now on know of it. */
  async replace(model: Model | Promise<Model>): Promise<void> {
    const number = ++this.newest;
    const coming = this.load(model, number);
    this.coming = coming;
    try {
      await coming;
    } finally {
      if (this.coming === coming) this.coming = null;
    }
  }

  private async load(model: Model | Promise<Model>, number: number): Promise<void> {
    const loaded = await model;
    const same = this.current?.model.id === loaded.id;
    const predictor = same ? this.current! : await this.open(loaded);
    if (number < this.answering) {
      if (!same) void predictor.dispose();
      return;
    }
    // It answers even where a newer one is on its way: messages may be waiting for it.
    this.answering = number;
    if (same) return;
    const old = this.current;
    this.current = predictor;
    void old?.dispose();
  }

  /** Answers with what a name or alias of the store means now. Messages that come meanwhile wait for the same. */
  follow(reference: string): Promise<void> {
    if (this.isFresh(reference)) return NOTHING;
    if (this.looking?.reference === reference) return this.looking.done;
    const done = this.lookUp(reference).finally(() => {
      if (this.looking?.done === done) this.looking = null;
    });
    this.looking = { reference, done };
    return done;
  }

  /** Whether it is known what the reference means, so that there is nothing to wait for. */
  isFresh(reference: string): boolean {
    return this.current !== null && this.reference === reference && Date.now() - this.checked < TRUST;
  }

  private async lookUp(reference: string): Promise<void> {
    const known = this.reference === reference ? this.current?.model : undefined;
    const { name, version } = await this.store.find(reference);
    this.checked = Date.now();
    this.reference = reference;
    if (known && known.model === name && known.version === version) return;
    await this.replace(this.store.load(`${name}:${version}`));
  }

  /** Computes with the model that is here, or with the first that comes. */
  use<T>(compute: (predictor: Predictor) => Promise<T>, missing: () => Error): Promise<T> {
    return this.current ? compute(this.current) : this.useFirst(compute, missing);
  }

  private async useFirst<T>(compute: (predictor: Predictor) => Promise<T>, missing: () => Error): Promise<T> {
    await this.coming;
    if (!this.current) throw missing();
    return compute(this.current);
  }

  async close(): Promise<void> {
    this.answering = Number.POSITIVE_INFINITY;
    const { current } = this;
    this.current = null;
    await current?.dispose();
  }
}
