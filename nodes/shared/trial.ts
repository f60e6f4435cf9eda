import type { NodeAPI } from 'node-red';
import { createPredictor, type Language, type Model, type Predictor, Problem, withReasons } from '../../src';
import { userDirOf } from './files';
import { turns } from './in-turn';

/** Milliseconds that a model that is tried in the editor stays open. */
export const IDLE = 60_000;

interface TrialOptions {
  readonly confidence?: number;
  /** the most reasons of an answer */
  readonly reasons?: number;
}

/** The model that was tried last: answers records as its user types them. */
export class Trial {
  private open: { readonly key: string; readonly predictor: Predictor } | null = null;
  private timer: NodeJS.Timeout | undefined;
  private ended = false;
  private readonly inTurn = turns();

  constructor(
    private readonly RED: NodeAPI,
    private readonly options: TrialOptions = {},
  ) {}

  /** The answer to a record, with its certainty and reasons where the model can tell them. */
  answer(model: Model, record: object, language: Language): Promise<{ answer: unknown; warnings: readonly string[] }> {
    return this.inTurn(async () => {
      clearTimeout(this.timer);
      if (this.ended) throw new Problem('the node was removed or deployed again meanwhile: load the page again');
      try {
        const predictor = await this.predictorOf(model, language);
        const warnings: string[] = [];
        const answer = await predictor.predict(record, 'scores', warning => warnings.push(warning));
        return { answer, warnings };
      } finally {
        this.timer = setTimeout(() => void this.rest(), IDLE).unref();
      }
    });
  }

  /** Closes the model for good. */
  end(): Promise<void> {
    this.ended = true;
    return this.rest();
  }

  /** Closes the model; the next record opens it again. */
  private rest(): Promise<void> {
    clearTimeout(this.timer);
    return this.inTurn(() => this.close()).catch(error => this.RED.log.error(error));
  }

  private async predictorOf(model: Model, language: Language): Promise<Predictor> {
    const key = JSON.stringify([model.id, language]);
    if (this.open?.key === key) return this.open.predictor;
    await this.close();
    const placing = { resolveFrom: [userDirOf(this.RED)] };
    const { background, calibration } = model.body;
    const { confidence = 0.9, reasons = 5 } = this.options;
    const predictor = await createPredictor(model, { ...placing, ...(calibration && { confidence }) });
    try {
      const opened = background && reasons > 0 ? withReasons(predictor, reasons, language, placing) : predictor;
      this.open = { key, predictor: opened };
      return opened;
    } catch (error) {
      await predictor.dispose();
      throw error;
    }
  }

  private async close(): Promise<void> {
    const { open } = this;
    this.open = null;
    await open?.predictor.dispose();
  }
}
