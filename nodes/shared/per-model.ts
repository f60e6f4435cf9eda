import { expectModel, Model, Problem, type Store, summaryOf } from '../../src';
import type { NodeContext } from './define';
import { turns } from './in-turn';
import { ShownModel, titleOf } from './shown-model';

/** For so many milliseconds, a name is taken to mean the same version: another process may have saved one. */
const TRUST = 1000;

/**
 * What a node of a stream works with, made for the model that it uses: the stored one that its setting names, or the Model
 * that came last as a message. It is made again for another version. Messages are handled in the order in which they come.
 */
export class PerModel<T extends { readonly model: Model }> {
  private readonly shown: ShownModel;
  private readonly inTurn = turns();
  private made: T | null = null;
  /** when the model was last looked up, and the store's count of changes at that time */
  private looked = { at: Number.NEGATIVE_INFINITY, changes: -1 };
  /** how many messages wait for the model, or are worked on */
  private waiting = 0;

  constructor(
    private readonly live: NodeContext,
    private readonly store: Store,
    /** model and alias, as the setting has them; '': Models come as messages */
    private readonly reference: string,
    /** makes it; `before`: what was used until now */
    private readonly make: (model: Model, before: T | null) => Promise<T>,
  ) {
    this.shown = new ShownModel(live, store, reference);
    live.idle(reference || 'no model yet');
  }

  /** For the canvas: the stored version that is in use. */
  holds(): string | null {
    return this.shown.holds();
  }

  /**
   * A message's value: a Model is used from now on, anything else is worked on; at once, if nothing waits. Work that takes
   * long is a promise. `place`: for errors.
   */
  handle(value: unknown, place: string, work: (current: T) => null | Promise<null>): null | Promise<null> {
    if (Model.is(value) || summaryOf(value) === 'Model') return this.queued(() => this.take(value, place));
    const came = performance.now();
    if (this.waiting > 0 || this.made === null || !this.isFresh(came))
      return this.queued(async () => work(await this.current(came)));
    const begun = work(this.made);
    return begun === null ? null : this.queued(() => begun);
  }

  /** Resolves when all messages have been worked on. */
  async idle(): Promise<void> {
    while (this.waiting > 0) await this.inTurn(async () => null);
  }

  private async queued(work: () => Promise<null>): Promise<null> {
    this.waiting++;
    try {
      return await this.inTurn(work);
    } finally {
      this.waiting--;
    }
  }

  private async take(value: unknown, place: string): Promise<null> {
    const model = await expectModel(value, name => this.store.load(name), place);
    if (this.reference !== '')
      throw new Problem(
        `the model is "${this.reference}", as its setting says, and a Model in a message is not taken`,
        {
          argument: 'model',
        },
      );
    await this.of(model);
    this.shown.set(model);
    return null;
  }

  /** For a message that came at this time: those that wait need no lookup each, however long one takes. */
  private isFresh(came: number): boolean {
    if (this.reference === '') return true;
    return this.looked.changes === this.store.changes() && came - this.looked.at < TRUST;
  }

  private async current(came: number): Promise<T> {
    if (this.made !== null && this.isFresh(came)) return this.made;
    const looked = { at: performance.now(), changes: this.store.changes() };
    const made = await this.of(await this.shown.get());
    this.looked = looked; // not before: a model that cannot be used fails for each message
    return made;
  }

  private async of(model: Model): Promise<T> {
    if (this.made?.model.id === model.id) return this.made;
    this.made = await this.make(model, this.made);
    this.live.ready(titleOf(model));
    return this.made;
  }
}
