import { TensorwireError } from '../../errors';
import { limits } from '../../graph';
import { builtProgram } from '../../process/built';
import { type Child, startChild } from '../../process/child';
import { childEnvironment } from '../../process/environment';
import { childMemory } from '../../process/memory';
import type { Progress } from '../plan';
import { CHECKPOINT_EVERY } from './checkpoint-file';
import type { ChildSettings, FromChild, ToChild } from './messages';
import { type Outcome, whatWentWrong } from './outcome';
import type { StartOptions } from './run';

/** How a training process ended. */
export interface Ending {
  /** why there is no result; null: there is one */
  readonly error: unknown;
  /** it was started, and ended without a message */
  readonly silent: boolean;
}

/** The process of one training. */
export interface TrainingChild extends Pick<Child, 'pid' | 'kill'> {
  tell(message: ToChild): void;
  /** resolves when the process is gone and all its messages have been handled */
  readonly ended: Promise<Ending>;
}

interface Wishes
  extends Pick<
    StartOptions,
    'entry' | 'cluster' | 'progress' | 'memoryLimit' | 'nice' | 'checkpoint' | 'onWarning' | 'watcher'
  > {
  /** that it may use */
  readonly cores: number;
}

/** Starts it. `descriptors`: its order and its result; `hear` gets its progress, one batch after the other. */
export function startTrainingChild(
  descriptors: readonly number[],
  options: Wishes,
  hear: (batch: readonly Progress[]) => Promise<void>,
): TrainingChild {
  const { path, execArgv = [] } = options.entry ?? { path: builtEntry() };
  const settings: Omit<ChildSettings, 'parent'> = {
    limits: limits(),
    memoryLimit: options.memoryLimit ?? Math.round(childMemory()),
    nice: options.nice ?? 10,
    cores: options.cores,
    progress: options.progress ?? 'each',
    onCluster: options.cluster !== undefined,
    ...(options.checkpoint && { checkpoint: { every: CHECKPOINT_EVERY, ...options.checkpoint } }),
  };
  let said = '';
  let outcome: Outcome | null = null;
  let delivered = Promise.resolve();
  let listenerError: unknown = null;
  let end: (ending: Ending) => void = () => undefined;
  const ended = new Promise<Ending>(resolve => {
    end = resolve;
  });
  const deliver = (batch: readonly Progress[]): void => {
    delivered = delivered
      .then(() => hear(batch))
      .catch(error => {
        listenerError ??= error; // a listener that throws ends its training, not Node-RED
        child.kill();
      });
  };
  const child = startChild(
    {
      path,
      args: parent => [JSON.stringify({ ...settings, parent } satisfies ChildSettings)],
      execArgv,
      // One malloc arena: the memory in which V8 optimizes the WebAssembly is reused (372 → 320 MB).
      env: childEnvironment({ MALLOC_ARENA_MAX: '1', TF_CPP_MIN_LOG_LEVEL: '2' }),
      descriptors,
    },
    {
      said: text => {
        said = (said + text).slice(-4000);
      },
      message: raw => {
        const message = raw as FromChild;
        if (message.kind === 'progress') deliver(message.progress);
        else if (message.kind === 'resumed') options.watcher?.onResumed(message.earlier);
        else if (message.kind === 'warning') options.onWarning?.(message.text);
        else outcome = message;
      },
      failed: reason =>
        end({
          error: new TensorwireError('train', `the training process cannot be started (${reason})`),
          silent: false,
        }),
      closed: (code, signal) =>
        void delivered.then(() => {
          end({ error: listenerError ?? whatWentWrong(outcome, code, signal, said.trim()), silent: outcome === null });
        }),
    },
  );
  const tell = (message: ToChild): void => child.send(message);
  if (options.cluster) tell({ kind: 'cluster', cluster: options.cluster });
  return {
    get pid() {
      return child.pid;
    },
    kill: () => child.kill(),
    tell,
    ended,
  };
}

const builtEntry = (): string =>
  builtProgram('training-child.js', path => new TensorwireError('train', `the training program is missing: ${path}`));
