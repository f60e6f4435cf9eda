import type { Branch, Role } from '../flow';
import type { ColumnReport, NetworkSpec, Pipeline } from '../spec';
import type { Status } from './status';

/** What a message is known to carry before any message is sent. */
export interface StaticMessage {
  readonly network: NetworkSpec | null;
  /** of the dataset on the message, where its data can be read at deploy time */
  readonly pipeline: Pipeline | null;
  /** false behind nodes that may do anything (function, switch, …): nothing is said of what follows */
  readonly seen: boolean;
}

/** A live node of the palette, as the walk knows it. Registers itself in its constructor and leaves on close. */
export interface CanvasNode {
  /** the node's id at run time */
  readonly id: string;
  readonly type: string;
  /** its label; '' where it has none */
  readonly name: string;
  readonly role: Role;
  /** what it was told, with environment variables resolved; JSON: tells whether a deploy changed it */
  readonly settings: unknown;
  /** ids of the nodes whose wires bring the branches, in the order in which they are joined */
  readonly order?: readonly string[];
  /** What the columns of the data that it names seem to be, for somebody who looks at them in the editor. */
  look?(maxRows: number): Promise<readonly ColumnReport[]>;
  /** Reads ahead what can be known before any message, a dataset's columns. */
  describe?(): Promise<void>;
  /** What it sends on for one message. Throws a TensorwireError where the message would fail. */
  pass?(passing: StaticMessage): StaticMessage;
  /** The same, for a node that waits for several messages. */
  gather?(passings: readonly StaticMessage[]): StaticMessage;
  /** Told at each deploy: the branches of one message, and how many wires lead here. */
  expect?(branches: readonly Branch[], wires: number): void;
  /** Told at each deploy: does it stand on a loop of wires? A message would run there for ever. */
  looped?(isLooped: boolean): void;
  /** Told at each deploy: a fingerprint of its settings, of all before it, and of their wires. */
  deployed?(fingerprint: string): void;
  status(status: Status): void;
}
