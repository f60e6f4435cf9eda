import type { Model, Predictor, Store } from '../../src';

/**
 * For this long, in milliseconds, a name is trusted to mean the same version although another process may have changed
 * it.
 */
const OTHERS = 1000;
const NOTHING = Promise.resolve();

/**
 * The model that a predict node answers with. A new one replaces the old one only when it is ready: until then messages
 * use the old one, or wait if there is none. Answers leave in the order of their messages, also across a replacement:
 * those of the new model wait for what the old one is still computing.
 */
export class KeptModel {
  private current: Predictor | null = null;
  /** replacements under way */
  private coming = 0;
  /** called when the first model is here, or no replacement is under way any more */
  private readonly first: (() => void)[] = [];
  /** what earlier models are still computing; null: nothing */
  private before: Promise<void> | null = null;
  /** the last answer that is held back until its turn; null: none */
  private held: Promise<void> | null = null;
  /** replacements are numbered, so that a slow one cannot overtake a newer one */
  private newest = 0;
  /** number of the replacement that is in use */
  private answering = 0;
  /** why the last replacement failed; null: it did not */
  private failure: unknown = null;
  private looking: Looking | null = null;
  /** the result of the last lookup */
  private found: Found | null = null;

  constructor(
    private readonly store: Store,
    private readonly open: (model: Model) => Promise<Predictor>,
    /** reports an error that no message waits for */
    private readonly warn: (error: unknown) => void,
  ) {}

  /** The model in use, or the first one to come; null: there is none. */
  latest(): Promise<Model> | null {
    if (this.current) return Promise.resolve(this.current.model);
    return this.coming > 0 ? this.useFirst(async ({ model }) => model, noModelCame) : null;
  }

  /** The model in use; null: none yet. */
  get model(): Model | null {
    return this.current?.model ?? null;
  }

  get label(): string | null {
    if (!this.current) return null;
    const { model, version } = this.current.model;
    return version === null ? model : `${model} v${version}`;
  }

  /** Resolves when this model or a newer one is in use. Messages from now on wait for it. */
  replace(model: Model | Promise<Model>): Promise<void> {
    return this.replaceAs(++this.newest, model);
  }

  /**
   * Opens a model unless one is in use or under way. `use` waits for it, each message in its turn, and tells why it could not be
   * opened.
   */
  provide(model: () => Promise<Model>): void {
    if (this.current || this.coming > 0) return;
    this.replace(model()).catch(() => undefined); // kept for `use`
  }

  private async replaceAs(number: number, model: Model | Promise<Model>): Promise<void> {
    this.coming++;
    try {
      await this.load(model, number);
      this.failure = null;
    } catch (error) {
      this.failure = error;
      throw error;
    } finally {
      this.coming--;
      if (this.coming === 0) this.tellFirst();
    }
  }

  private async load(model: Model | Promise<Model>, number: number): Promise<void> {
    const loaded = await model;
    const same = this.current?.model.id === loaded.id;
    const predictor = same ? this.current! : await this.open(loaded);
    if (number < this.answering) {
      if (!same) void this.dispose(predictor);
      return;
    }
    // It is used even if a newer one is under way: messages may be waiting for it.
    this.answering = number;
    if (same) return;
    const old = this.current;
    this.current = predictor;
    if (old) this.retire(old);
    else this.tellFirst();
  }

  /** Closes the old model when it has finished; answers of the next one wait for that. */
  private retire(old: Predictor): void {
    const before = Promise.all([this.before, this.held, this.dispose(old)]).then(() => {
      if (this.before === before) this.before = null;
    });
    this.before = before;
  }

  private dispose(predictor: Predictor): Promise<void> {
    return predictor.dispose().catch(this.warn);
  }

  /**
   * Uses the version that a name or alias of the store means now. Messages that come meanwhile wait for the same
   * lookup, or for one that follows it if the store has changed since: the second of two must not end first.
   */
  follow(reference: string): Promise<void> {
    if (this.isFresh(reference)) return NOTHING;
    const changes = this.store.changes();
    if (this.looking?.reference === reference && this.looking.changes === changes) return this.looking.done;
    const lookUp = (): Promise<void> => this.lookUp(reference, changes);
    const done = (this.looking ? this.looking.done.then(lookUp, lookUp) : lookUp()).finally(() => {
      if (this.looking?.done === done) this.looking = null;
    });
    this.looking = { reference, changes, done };
    return done;
  }

  /** Whether the reference need not be looked up, so that there is nothing to wait for. */
  isFresh(reference: string): boolean {
    const { current, found } = this;
    if (current === null || found?.reference !== reference || found.changes !== this.store.changes()) return false;
    return performance.now() - found.at < OTHERS;
  }

  private async lookUp(reference: string, changes: number): Promise<void> {
    const number = ++this.newest;
    const at = performance.now();
    const { name, version } = await this.store.find(reference);
    const known = this.found?.reference === reference ? this.current?.model : undefined;
    if (known && known.model === name && known.version === version)
      this.answering = Math.max(this.answering, number); // a lookup that started earlier must not replace it
    else await this.replaceAs(number, this.store.load(`${name}:${version}`));
    if (number === this.answering) this.found = { reference, changes, at };
  }

  /**
   * Computes with the model in use, or with the first one to come. `missing` makes the error if none came, from the
   * reason of the last failure.
   */
  use<T>(compute: (predictor: Predictor) => Promise<T>, missing: (failure: unknown) => Error): Promise<T> {
    const { current } = this;
    if (!current) return this.hold(this.useFirst(compute, missing));
    const turn = this.before ?? this.held;
    return turn ? this.hold(after(turn, compute(current))) : compute(current);
  }

  /** While an answer is held, later ones leave after it, though both are computed at once. */
  private hold<T>(answer: Promise<T>): Promise<T> {
    const over = (): void => {
      if (this.held === held) this.held = null;
    };
    const held: Promise<void> = answer.then(over, over);
    this.held = held;
    return answer;
  }

  private async useFirst<T>(
    compute: (predictor: Predictor) => Promise<T>,
    missing: (failure: unknown) => Error,
  ): Promise<T> {
    if (this.coming > 0) await this.arrival();
    if (!this.current) throw missing(this.failure);
    return compute(this.current);
  }

  /** Resolves when the first model is here. Those who wait are called in order, before anyone who comes later. */
  private arrival(): Promise<void> {
    return new Promise(resolve => this.first.push(resolve));
  }

  private tellFirst(): void {
    for (const tell of this.first.splice(0)) tell();
  }

  async close(): Promise<void> {
    this.answering = Number.POSITIVE_INFINITY;
    const { current } = this;
    this.current = null;
    await current?.dispose();
  }
}

const noModelCame = (failure: unknown): Error => (failure instanceof Error ? failure : new Error('no model came'));

interface Found {
  readonly reference: string;
  /** the store's count of changes when the lookup started */
  readonly changes: number;
  /** when it started, by the monotonic clock */
  readonly at: number;
}
interface Looking {
  readonly reference: string;
  readonly changes: number;
  readonly done: Promise<void>;
}

/** The result or error of `answer`, but not before `turn`. */
async function after<T>(turn: Promise<void>, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } finally {
    await turn;
  }
}
