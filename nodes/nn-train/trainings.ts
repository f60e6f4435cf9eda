import {
  type Dataset,
  type ModelBody,
  Problem,
  type Progress,
  type RaySettings,
  type TrainingPlan,
  type TrainingRun,
  type Work,
} from '../../src';
import type { NodeContext } from '../shared/define';
import type { Message } from '../shared/message';
import { Interrupted } from './interrupted';
import type { Trained } from './store-trained';

/** A requested training. */
export interface Order {
  /** the message that requested it and will carry the model */
  readonly message: Message;
  readonly dataset: Dataset;
  start(): TrainingRun;
  /** what happens to the model before it is sent */
  finish(body: ModelBody): Promise<Trained>;
  /** the run, if it was already started by an instance that a deploy has closed */
  readonly run?: TrainingRun;
}

/** What a closed instance hands over to its successor: the running training, then the waiting ones. */
interface Left extends Work {
  readonly orders: readonly Order[];
}

interface Place {
  /** where its trainings are stored */
  readonly file: string;
  /** null: this machine trains */
  readonly cluster: RaySettings | null;
  /** the order of a training whose message is gone */
  orderOf(plan: TrainingPlan, dataset: Dataset): Order;
}

const OUTDATED = 'ended: a deploy changed what it trains';

/** The trainings of one node: one runs; others wait, replace it or are refused. */
export class Trainings {
  /** true from the moment that a training has its turn */
  private busy = false;
  private running: { readonly order: Order; readonly run: TrainingRun } | null = null;
  private readonly waiting: { readonly order: Order; start(run: boolean): void }[] = [];
  /** messages that wait for the other branches of their network */
  private readonly inPreparation = new Set<Message>();
  /** messages to drop, together with their branches that arrive later */
  private readonly dropped = new WeakSet<Message>();
  /** messages that carry on a predecessor's training */
  private readonly inherited = new WeakMap<Message, Order>();
  private readonly interrupted: Interrupted;
  private fingerprint: string | null = null;
  private closed = false;

  constructor(
    private readonly live: NodeContext,
    private readonly whenBusy: 'queue' | 'replace' | 'refuse',
    private readonly at: Place,
    /** resolves when the records of its trainings are on the disk */
    private readonly recorded: () => Promise<void>,
  ) {
    this.interrupted = new Interrupted(live, at, () => !this.busy && !this.closed);
    live.onClose(async removed => {
      await this.close(removed);
      await this.recorded();
    });
  }

  /** Of the flow around this node, as the flow check computes it; '' before the first. */
  get flow(): string {
    return this.fingerprint ?? '';
  }

  /** Resolves with the model, or null if the training was cancelled. Throws what went wrong. */
  async train(order: Order, onProgress: (progress: Progress) => void): Promise<Trained | null> {
    if (!(await this.turn(order))) return null;
    if (this.closed) return never();
    const run = order.run ?? order.start();
    this.running = { order, run };
    this.live.busy('starting');
    run.attach(onProgress, before => this.live.progress(before === 0 ? 'starting' : waitingText(before)));
    try {
      const trained = await order.finish(await run.promise);
      return this.closed ? never() : trained;
    } catch (error) {
      if (this.closed && !this.cancelled(error)) return never();
      if (!this.cancelled(error)) throw error;
      if (!this.closed) this.live.idle('cancelled'); // otherwise the successor sets the status
      return null;
    } finally {
      this.next();
    }
  }

  /** A running training ends with its best weights so far; one that has not begun will not begin. */
  stop(): null {
    if (this.dropWaiting() && !this.running) this.live.idle('cancelled');
    this.running?.run.stop();
    return null;
  }

  /** Everything that was requested until now ends, or does not begin. */
  async cancel(): Promise<null> {
    if (this.dropWaiting() && !this.running) this.live.idle('cancelled');
    if (this.busy) await this.cancelRunning('cancelled');
    else await this.interrupted.cancel();
    return null;
  }

  private async cancelRunning(why: string): Promise<void> {
    if (!this.running) return;
    await this.running.run.cancel();
    this.live.idle(why);
  }

  /**
   * Runs `work`, which waits for the other branches of a network. A stop or cancel that comes meanwhile applies to it
   * too.
   */
  async preparing<T>(message: Message, work: () => Promise<T>): Promise<T> {
    this.inPreparation.add(message);
    try {
      return await work();
    } finally {
      this.inPreparation.delete(message);
    }
  }

  /** Was one of these stopped or cancelled before its network was complete? */
  areDropped(messages: readonly Message[]): boolean {
    return messages.some(message => this.dropped.has(message));
  }

  /** Drops the waiting messages; true if there were any. */
  private dropWaiting(): boolean {
    const waiting = this.waiting.splice(0);
    const any = waiting.length + this.inPreparation.size > 0;
    for (const { start } of waiting) start(false);
    for (const message of this.inPreparation) this.dropped.add(message);
    this.inPreparation.clear();
    return any;
  }

  /** The training that this message stands for, if a predecessor started it. */
  successorOf(message: Message): Order | undefined {
    return this.inherited.get(message);
  }

  /** After each deploy: takes over what a predecessor left, and ends a run whose network no longer exists. */
  deployed(fingerprint: string): void {
    const changed = this.fingerprint !== null && this.fingerprint !== fingerprint;
    this.fingerprint = fingerprint;
    if (changed) void this.cancelRunning(OUTDATED);
    const { handover } = this.live.canvas;
    const began = handover.has(this.live.id);
    const left = handover.take(this.live.id, fingerprint) as Left | null;
    if (began && !left) this.live.idle(OUTDATED);
    if (!began && !this.busy)
      void this.interrupted.tell(
        () => this.flow,
        ({ plan, dataset }) => this.carryOn(this.at.orderOf(plan, dataset)),
      );
    for (const order of left?.orders ?? []) this.carryOn(order);
  }

  /** Receives a message that stands for an order which has begun already. */
  private carryOn(order: Order): void {
    const message = { ...order.message };
    this.inherited.set(message, order);
    this.live.node.receive(message);
  }

  private cancelled(error: unknown): boolean {
    return error instanceof Problem && error.details.cancelled === true;
  }

  /** Waits for its turn. False: it may not begin, because the node is closed. */
  private async turn(order: Order): Promise<boolean> {
    if (!this.busy) {
      this.busy = true;
      return true;
    }
    if (this.whenBusy === 'refuse' && !order.run)
      throw new Problem('is training already, and is set to refuse new ones', {
        argument: 'whenBusy',
      });
    const turn = new Promise<boolean>(start => this.waiting.push({ order, start }));
    if (this.whenBusy === 'replace') {
      // Only the newest counts: those that wait are replaced too.
      for (const older of this.waiting.splice(0, this.waiting.length - 1)) older.start(false);
      await this.cancelRunning('cancelled');
    }
    return turn;
  }

  private next(): void {
    this.running = null;
    const first = this.closed ? undefined : this.waiting.shift();
    this.busy = first !== undefined;
    first?.start(true);
  }

  /** A deploy that may bring this node back leaves the training to its successor; anything else ends it. */
  private async close(removed: boolean): Promise<void> {
    this.closed = true;
    const { running, waiting } = this;
    if (!running) return removed ? this.interrupted.discard() : undefined;
    const orders = [{ ...running.order, run: running.run }, ...waiting.map(w => w.order)];
    const end = () => running.run.cancel();
    if (removed || this.live.canvas.stopping || this.fingerprint === null) {
      for (const { start } of waiting.splice(0)) start(false);
      await (removed ? end() : running.run.suspend());
      return;
    }
    running.run.detach();
    const left: Left = { orders, end };
    this.live.canvas.handover.leave(this.live.id, this.fingerprint, left);
  }
}

const waitingText = (before: number): string => `waits: ${before} ${before === 1 ? 'training' : 'trainings'} before it`;

/** For a message that a successor carries on: this instance never answers it. */
const never = (): Promise<never> => new Promise(() => undefined);
