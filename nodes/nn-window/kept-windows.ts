import {
  type KeptSeries,
  type SeriesPipeline,
  type SeriesStream,
  StreamPacker,
  type StreamState,
  seriesOf,
} from '../../src';
import type { NodeContext } from '../shared/define';
import { KeptState } from '../shared/kept-state';

/** The readings of a node in Node-RED's context storage. */
export class KeptWindows {
  private readonly state: KeptState;
  private packer: StreamPacker | null = null;

  /** `store`: the name of the context store; '': the default one */
  constructor(
    private readonly live: NodeContext,
    store: string,
  ) {
    this.state = new KeptState(live, store, 'windows', why =>
      live.node.warn(`${live.subject}: the readings cannot be kept for a restart (${why})`),
    );
  }

  /** The readings that were kept, with the columns of this pipeline. */
  async load(pipeline: SeriesPipeline): Promise<[string, KeptSeries][]> {
    const { node, subject } = this.live;
    const state = await this.state.load();
    if (state === undefined) return [];
    const kept = seriesOf(state as StreamState, pipeline);
    if (kept === null) node.warn(`${subject}: the kept readings cannot be read, and the windows begin anew`);
    return kept ?? [];
  }

  /** From now on, the readings of this stream are kept. */
  follow(stream: SeriesStream): void {
    const packer = new StreamPacker(stream);
    this.packer = packer;
    this.state.follow(() => packer.state());
  }

  /** A series has a new reading. */
  touch(key: string): void {
    this.packer?.touch(key);
    this.state.touch();
  }

  /** Writes what has changed, for the stream that follows; resolves when it is written. */
  save(): Promise<void> {
    return this.state.save();
  }

  close(removed: boolean): Promise<void> {
    return this.state.close(removed);
  }
}
