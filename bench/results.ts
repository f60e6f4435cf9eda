import type { LoopDelay } from './loop-delay';
import type { Figures } from './task';

/** All results of a run of the bench, as in `bench/results/latest.json`. */
export interface Results {
  readonly date: string;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memory: number;
    readonly system: string;
    /** the system's load average (1 minute) at the start and the end of the run */
    readonly load: readonly [number, number];
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly seconds: number;
  readonly models: Readonly<Record<string, ModelResults>>;
  /** of those that can use several, with all cores of the machine and their own defaults */
  readonly allCores?: Readonly<Record<string, ModelResults>>;
  readonly nodeRed?: NodeRedResults;
}

export interface ModelResults {
  /** by peer: the best of all rounds; for memory, the largest */
  readonly figures: Readonly<Record<string, Figures>>;
  /** by peer: why there is none */
  readonly left: Readonly<Record<string, string>>;
}

export interface Rate {
  /** messages a second */
  readonly rate: number;
  /** µs */
  readonly median: number;
  readonly p99: number;
}
export interface Delays {
  /** ms by which a 10 ms timer was late */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}
export interface NodeRedResults {
  /** by messages in flight, then by receiver: `function`, `onnx`, `wasm` */
  readonly messages?: Readonly<Record<string, Readonly<Record<string, Rate>>>>;
  /** ms from the first message after a deploy to its answer, by receiver */
  readonly firstMessage?: Readonly<Record<string, number>>;
  readonly eventLoop?: { readonly idle: Delays; readonly training: Delays };
  readonly loop?: readonly LoopDelay[];
}

/** The better of two measurements, figure by figure. */
export function better(a: Figures | undefined, b: Figures): Figures {
  if (!a) return b;
  const min = (x?: number, y?: number) => (x === undefined || y === undefined ? (x ?? y) : Math.min(x, y));
  const ways = (x: Readonly<Record<string, number>> = {}, y: Readonly<Record<string, number>> = {}) =>
    Object.fromEntries(Object.keys({ ...x, ...y }).map(way => [way, min(x[way], y[way])!]));
  return {
    ...b,
    firstStep: min(a.firstStep, b.firstStep),
    step: ways(a.step, b.step),
    predictOne: b.predictOne && ways(a.predictOne, b.predictOne),
    rowsPerSecond: b.rowsPerSecond && Math.max(a.rowsPerSecond ?? 0, b.rowsPerSecond),
    memory: a.memory && b.memory ? Math.max(a.memory, b.memory) : null,
    threads: Math.max(a.threads ?? 0, b.threads ?? 0),
  };
}

/** The best variant of a peer. */
export const best = (ways: Readonly<Record<string, number>> | undefined): number | undefined =>
  ways && Object.keys(ways).length > 0 ? Math.min(...Object.values(ways)) : undefined;
