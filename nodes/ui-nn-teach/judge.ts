import type { NodeAPI } from 'node-red';
import { answersOf, type Model } from '../../src';
import { Trial } from '../shared/trial';
import { type Example, type ExampleData, recordOf } from './examples';

/** Among how many of the newest unlabeled examples the least sure ones are sought. */
const MOST_ASKED = 200;

/** The answers of the taught models to examples. */
export class Judge {
  private readonly trials: readonly [now: Trial, before: Trial];

  constructor(
    RED: NodeAPI,
    private readonly side: number,
  ) {
    this.trials = [new Trial(RED, { reasons: 0 }), new Trial(RED, { reasons: 0 })];
  }

  /** The answer to one example, as predictions give it. */
  async answer(model: Model, data: ExampleData): Promise<unknown> {
    return (await this.trials[0].answer(model, recordOf(data, this.side), 'en-US')).answer;
  }

  /**
   * The share of labeled examples that this model answers correctly; null: there are none. `isOld`: it is the former
   * model.
   */
  async accuracy(model: Model, examples: readonly Example[], isOld: boolean): Promise<number | null> {
    if (examples.length === 0) return null;
    const answers = await this.answers(this.trials[Number(isOld)]!, model, examples);
    const right = answers.filter(([, answer], i) => String(answer.label) === examples[i]!.label);
    return right.length / examples.length;
  }

  /** Unlabeled examples, beginning with those of which the model is least sure: their labels teach it most. */
  async leastSure(model: Model, examples: readonly Example[]): Promise<readonly { id: number; sure: number }[]> {
    const asked = examples.slice(-MOST_ASKED);
    if (asked.length === 0) return [];
    const answers = await this.answers(this.trials[0], model, asked);
    return answers
      .map(([, { probabilities = {} }], i) => ({
        id: asked[i]!.id,
        sure: Math.max(0, ...Object.values(probabilities)),
      }))
      .sort((a, b) => a.sure - b.sure);
  }

  async end(): Promise<void> {
    await Promise.all(this.trials.map(trial => trial.end()));
  }

  /** The first target's answer to each. */
  private async answers(trial: Trial, model: Model, examples: readonly Example[]) {
    const records = examples.map(({ data }) => recordOf(data, this.side));
    const { answer } = await trial.answer(model, records, 'en-US');
    return (answer as readonly unknown[]).map(one => answersOf(one)[0]!);
  }
}
