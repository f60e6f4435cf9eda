import {
  type Dataset,
  discardCheckpoint,
  messageOf,
  Problem,
  type RaySettings,
  readInterrupted,
  readOrder,
  type TrainingPlan,
} from '../../src';
import type { NodeContext } from '../shared/define';

interface Place {
  /** the checkpoint */
  readonly file: string;
  /** null: this machine trains */
  readonly cluster: RaySettings | null;
}

/** What a node ordered of a cluster before Node-RED ended. */
interface Ordered {
  readonly plan: TrainingPlan;
  readonly dataset: Dataset;
}

/** What an interruption, by a crash or the end of Node-RED, left of a node's training: its checkpoint, its job on a cluster. */
export class Interrupted {
  constructor(
    private readonly live: NodeContext,
    private readonly at: Place,
    /** Is no training of the node under way? */
    private readonly idle: () => boolean,
  ) {}

  /** Deletes the checkpoint and ends the job. */
  discard(): Promise<void> {
    const { cluster, file } = this.at;
    return discardCheckpoint(file, { cluster, warn: text => this.warn(text) });
  }

  /** Discards what was left, if anything was. */
  async cancel(): Promise<void> {
    if (!(await readInterrupted(this.at.file)) || !this.idle()) return;
    await this.discard();
    this.live.idle('cancelled');
  }

  /**
   * Says in the status what was left, or `follow`s the job that has gone on while Node-RED did not run, if `flow` is
   * still the fingerprint that it began with.
   */
  async tell(flow: () => string, follow: (left: Ordered) => void): Promise<void> {
    try {
      const found = await readInterrupted(this.at.file);
      if (!found || !this.idle()) return;
      const kept = found.job ? await readOrder(this.at.file) : null;
      if (!this.idle()) return;
      if (kept && this.at.cluster && kept.fingerprint === flow()) follow(kept);
      else if (kept) {
        this.live.idle('ended: what it trains was changed while Node-RED did not run');
        await this.discard();
      } else this.live.idle(`interrupted after epoch ${found.epoch}/${found.epochs}: the same message resumes it`);
    } catch (error) {
      this.warn(
        error instanceof Problem && error.details.job !== undefined
          ? messageOf(error)
          : `the checkpoint of an interrupted training cannot be read (${messageOf(error)})`,
      );
    }
  }

  private warn(text: string): void {
    const { node, subject } = this.live;
    node.warn(`${subject}: ${text}`);
  }
}
