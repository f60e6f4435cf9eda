import { LOOP, Problem } from '../../src';
import type { Message } from './message';

/** Nodes that take any number or array, so also progress. */
const TAKES_ANYTHING = ['nn-tensor'];

/** Detects messages that no node of the palette can use, before the node looks at them. */
export class Miswired {
  private isLooped = false;
  /** the training whose progress came last */
  private run: string | null = null;
  constructor(private readonly type: string) {}

  loop(isLooped: boolean): void {
    this.isLooped = isLooped;
  }

  /** Throws what is wrong. True: it was already reported, for another message of the same training. */
  message(message: Message): boolean {
    if (this.isLooped) throw new Problem(LOOP);
    const run = TAKES_ANYTHING.includes(this.type) ? null : runOf(message);
    if (run === null) return false;
    if (run === this.run) return true;
    this.run = run;
    throw new Problem(
      'what comes is the progress of a training, from the second output of train, which is for charts and debug nodes. ' +
        'Wire the first output of train to this node: it sends the Model when the training is over',
      { argument: 'wires', received: 'progress' },
    );
  }
}

/** The run of a progress message; null: it is none. Both forms of `progressAs` have it beside model and epoch. */
function runOf(message: Message): string | null {
  const { payload } = message;
  const isObject = typeof payload === 'object' && payload !== null && 'metrics' in payload && 'epochs' in payload;
  const { run, model, epoch } = (isObject ? payload : message) as Readonly<Record<string, unknown>>;
  return typeof run === 'string' && typeof model === 'string' && typeof epoch === 'number' ? run : null;
}
