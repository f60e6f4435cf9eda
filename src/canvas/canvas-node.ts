import type { Branch, Role } from '../flow';
import type { ColumnReport, NetworkSpec, OptimizerSpec, Pipeline, SplitRows } from '../spec';
import type { DataReport } from '../values';
import type { Status } from './status';

/** What a message is known to carry, before any message is sent. */
export interface StaticMessage {
  readonly network: NetworkSpec | null;
  /** the pipeline of the message's dataset, if its data can be read at deploy time */
  readonly pipeline: Pipeline | null;
  /** the rows of that dataset */
  readonly rows?: SplitRows | null;
  readonly optimizer?: OptimizerSpec;
  /** false after nodes that may do anything (function, switch, …): nothing is reported about what follows */
  readonly seen: boolean;
}

/**
 * A live node of the palette, as the flow check sees it. It registers itself in its constructor and leaves on close.
 */
export interface CanvasNode {
  /** the node's id at run time */
  readonly id: string;
  readonly type: string;
  /** its label, or '' */
  readonly name: string;
  readonly role: Role;
  /** its settings, with environment variables resolved. JSON: tells whether a deploy changed them */
  readonly settings: unknown;
  /** ids of the nodes whose wires bring the branches, in the order of joining */
  readonly order?: readonly string[];
  /** What the columns of its data seem to be, for the editor. */
  look?(maxRows: number): Promise<readonly ColumnReport[]>;
  /** A report of the data that it read last, or would read, for the editor. */
  readonly dataReport?: {
    /** are the data a packaged example, which everybody may see? */
    readonly packaged: boolean;
    make(): Promise<DataReport>;
  };
  /** Reads ahead what can be known before any message: the columns of a dataset. */
  describe?(): Promise<void>;
  /** The message that it sends on for one message. Throws a Problem where a real message would fail. */
  pass?(passing: StaticMessage): StaticMessage;
  /** The same, for a node that waits for several messages. */
  gather?(passings: readonly StaticMessage[]): StaticMessage;
  /** Called at each deploy with the branches of one message, and the number of wires that lead here. */
  expect?(branches: readonly Branch[], wires: number): void;
  /** Called at each deploy: is the node on a loop of wires, where a message would run forever? */
  looped?(isLooped: boolean): void;
  /** Called at each deploy with a fingerprint of its settings, of all nodes before it, and of their wires. */
  deployed?(fingerprint: string): void;
  /** The version of a model, `name:version`, that it will load after a restart of Node-RED; null: none. */
  holds?(): string | null;
  status(status: Status): void;
}
