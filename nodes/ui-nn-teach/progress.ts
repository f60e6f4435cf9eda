import type { Model } from '../../src';
import { type ShownModel, titleOf } from '../shared/shown-model';
import type { Examples } from './examples';
import type { Judge } from './judge';

export interface Standing {
  /** name and version of the model; null: there is none yet */
  readonly title: string | null;
  /** the model's accuracy on the examples held back; null: there are none */
  readonly accuracy: number | null;
  /** the accuracy of the former model on the same examples; null: there was none */
  readonly earlier: number | null;
  /** unlabeled examples, the least sure first */
  readonly leastSure: readonly { readonly id: number; readonly sure: number }[];
}
const NONE: Standing = { title: null, accuracy: null, earlier: null, leastSure: [] };

/** Measures whether the model gets better, whenever it or the examples have changed. */
export class Progress {
  private model: Model | null = null;
  private earlier: Model | null = null;
  private judged: { readonly key: string; readonly standing: Promise<Standing> } | null = null;

  constructor(
    private readonly shown: Pick<ShownModel, 'ifAny'>,
    private readonly judge: Pick<Judge, 'accuracy' | 'leastSure'>,
    private readonly examples: Examples,
  ) {}

  async now(): Promise<Standing> {
    const model = await this.shown.ifAny();
    if (!model) return NONE;
    // A model that is loaded again has another id.
    if (this.model?.created !== model.created) {
      this.earlier = this.model;
      this.model = model;
    }
    const held = this.examples.held;
    const open = this.examples.unlabeled;
    const key = JSON.stringify([model.created, held.map(({ id, label }) => [id, label]), open.length, open.at(-1)?.id]);
    if (this.judged?.key === key) return this.judged.standing;
    const judged = { key, standing: this.stand(model, held, open) };
    this.judged = judged;
    try {
      return await judged.standing;
    } catch (error) {
      if (this.judged === judged) this.judged = null; // judged again at the next question
      throw error;
    }
  }

  private async stand(model: Model, held: Examples['held'], open: Examples['unlabeled']): Promise<Standing> {
    return {
      title: titleOf(model),
      accuracy: await this.judge.accuracy(model, held, false),
      earlier: this.earlier && (await this.judge.accuracy(this.earlier, held, true)),
      leastSure: await this.judge.leastSure(model, open),
    };
  }
}
