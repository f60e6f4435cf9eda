import {
  formatReference,
  MOST_DESCRIBED,
  type Model,
  type OpenModel,
  type Predictor,
  Problem,
  parseReference,
  type Reference,
  type Shelf,
  type Store,
} from '../../src';
import { KeptModel } from '../shared/kept-model';
import { Recent } from '../shared/recent';

/** The most models that are open at a time; others are opened again when they are asked for. */
const OPEN = 8;
/** The most models whose description is kept. */
const DESCRIBED = MOST_DESCRIBED;

interface Serving extends Pick<Shelf, 'name' | 'version' | 'base'> {
  readonly store: Store;
  /** which models, as `name`, `name@alias` or `name:version`; none: all */
  readonly references: readonly string[];
  open(model: Model): Promise<Predictor>;
  warn(error: unknown): void;
}

/** The models of a store that a node serves. */
export class StoreShelf implements Shelf {
  readonly name: string;
  readonly version: string;
  readonly base: string;
  /** by name; empty: all models */
  private readonly served: ReadonlyMap<string, Reference>;
  private readonly kept: Recent<KeptModel>;
  private readonly loaded = new Map<string, Promise<Model>>();

  constructor(private readonly serving: Serving) {
    this.name = serving.name;
    this.version = serving.version;
    this.base = serving.base;
    this.served = new Map(serving.references.map(parseReference).map(reference => [reference.name, reference]));
    if (this.served.size < serving.references.length)
      throw new Problem('models must have each model once: a name is served as one version');
    this.kept = new Recent(
      OPEN,
      () => new KeptModel(serving.store, serving.open, serving.warn),
      old => old.close(),
    );
  }

  async names(): Promise<readonly string[]> {
    if (this.served.size > 0) return [...this.served.keys()];
    return [...new Set((await this.serving.store.list()).map(({ model }) => model))];
  }

  async versions(name: string): Promise<readonly string[]> {
    const { store } = this.serving;
    const reference = parseReference(this.referenceOf(name, null));
    const isPinned = reference.version !== undefined || reference.alias !== undefined;
    const found = await this.found(formatReference(reference), () => store.find(formatReference(reference)));
    if (isPinned) return [String(found.version)];
    return (await store.list(reference.name)).map(({ version }) => String(version));
  }

  async find(name: string): Promise<void> {
    const reference = this.referenceOf(name, null);
    await this.found(reference, () => this.serving.store.find(reference));
  }

  async load(name: string, version: string | null): Promise<Model> {
    const { store } = this.serving;
    const reference = this.referenceOf(name, version);
    const found = formatReference(await this.found(reference, () => store.find(reference)));
    const key = JSON.stringify([found, store.changes()]);
    const known = this.loaded.get(key);
    if (known) return known;
    const loading = store.load(found);
    const [oldest] = this.loaded.keys();
    if (this.loaded.size >= DESCRIBED && oldest !== undefined) this.loaded.delete(oldest);
    this.loaded.set(key, loading);
    loading.catch(() => this.loaded.delete(key)); // whoever awaits it gets the error
    return loading;
  }

  async use<T>(name: string, version: string | null, work: (open: OpenModel) => Promise<T>): Promise<T> {
    const reference = this.referenceOf(name, version);
    // A name that does not exist must not take the place of a model.
    if (!this.kept.has(reference)) await this.found(reference, () => this.serving.store.find(reference));
    return this.kept.use(reference, async kept => {
      if (!kept.isFresh(reference)) await this.found(reference, () => kept.follow(reference));
      return kept.use(
        ({ model, predict }) => work({ model, predict: records => predict(records, 'scores') }),
        failure => (failure instanceof Error ? failure : new Problem(`"${reference}" is not open`, { status: 503 })),
      );
    });
  }

  /** Opens the named models, so that no request has to wait for that. They may be trained later. */
  prepare(): void {
    for (const name of this.served.keys())
      this.use(name, null, async () => undefined).catch(error => {
        if (!(error instanceof Problem)) this.serving.warn(error); // a request will tell what is missing
      });
  }

  close(): Promise<void> {
    return this.kept.clear();
  }

  /** The store's reference for a name and version of the protocol. */
  private referenceOf(name: string, version: string | null): string {
    const served = this.served.get(name.normalize('NFC')) ?? (this.served.size === 0 ? { name } : undefined);
    if (!served) throw nothing(name);
    const reference = formatReference(served);
    if (version === null) return reference;
    if (!/^[1-9]\d{0,8}$/.test(version)) throw noVersion(name, version);
    if (served.alias !== undefined || (served.version !== undefined && String(served.version) !== version))
      throw noVersion(name, version);
    return formatReference({ name: served.name, version: Number(version) });
  }

  /** Turns an error of the store into status 404 if there is no such version, else 503. */
  private async found<T>(reference: string, look: () => Promise<T>): Promise<T> {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const isThere = await this.serving.store.find(reference).then(
        () => true,
        () => false,
      );
      throw new Problem(error.message, { ...error.details, status: isThere ? 503 : 404 });
    }
  }
}

const nothing = (name: string): Problem => new Problem(`there is no model "${name}" here`, { status: 404 });
const noVersion = (name: string, version: string): Problem =>
  new Problem(`there is no version "${version}" of the model "${name}" here`, { status: 404 });
