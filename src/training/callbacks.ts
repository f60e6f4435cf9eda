/** Callbacks that watch the monitored loss from epoch to epoch. Rules and defaults are those of keras.callbacks. */

/** Counts epochs without improvement; keras.callbacks.EarlyStopping with min_delta 0. */
export class BestSoFar {
  value = Number.POSITIVE_INFINITY;
  /** epoch of the best value, from 1; 0 before the first */
  epoch = 0;
  private waited = 0;

  /** `lastOfEquals`: of equal values the last one is the best, not the first */
  constructor(
    saved: Readonly<Record<string, number>> = {},
    private readonly lastOfEquals = false,
  ) {
    Object.assign(this, saved);
  }
  /** its state as numbers by name, as the constructor takes it */
  save(): Record<string, number> {
    return { value: this.value, epoch: this.epoch, waited: this.waited };
  }
  /** Records the value of an epoch; true if it is the best so far. An equal value is no improvement, even if it is the best. */
  note(epoch: number, value: number): boolean {
    const improved = value < this.value || this.epoch === 0;
    const isBest = improved || (this.lastOfEquals && value === this.value);
    if (isBest) {
      this.value = value;
      this.epoch = epoch;
    }
    this.waited = improved ? 0 : this.waited + 1;
    return isBest;
  }
  /** no improvement for this many epochs? */
  exhausted(patience: number): boolean {
    return this.waited >= patience;
  }
}

/**
 * Reduces the learning rate when the loss stops improving; keras.callbacks.ReduceLROnPlateau(factor 0.1, min_delta
 * 1e-4).
 */
export class Plateau {
  private best = Number.POSITIVE_INFINITY;
  private waited = 0;
  constructor(
    private readonly patience: number,
    saved: Readonly<Record<string, number>> = {},
    private readonly factor = 0.1,
    private readonly minDelta = 1e-4,
  ) {
    Object.assign(this, saved);
  }
  save(): Record<string, number> {
    return { best: this.best, waited: this.waited };
  }

  /** The learning rate for the next epoch. */
  next(value: number, learningRate: number): number {
    if (value < this.best - this.minDelta) {
      this.best = value;
      this.waited = 0;
      return learningRate;
    }
    this.waited++;
    if (this.waited < this.patience) return learningRate;
    this.waited = 0;
    return learningRate * this.factor;
  }
}

/** Early stopping must not end a training before a smaller learning rate has been tried. */
export const plateauPatience = (patience: number, earlyStopping: boolean): number =>
  earlyStopping ? Math.max(1, Math.floor(patience / 2)) : patience;
