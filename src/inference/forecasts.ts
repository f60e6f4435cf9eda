import { Pacer } from '../data/pace';
import type { Forecast, ForecastStep } from '../forecast';
import type { TargetPipeline } from '../spec';

/** Of each target, the forecast of each row of a run; null: the target is not forecast. */
export type Forecasts = readonly (readonly Forecast[] | null)[];

/**
 * Makes forecasts one by one, in the order in which they are asked for, and gives the event loop turns in between: one
 * may take milliseconds, a batch or many messages at once many seconds.
 */
export class OneByOne {
  private readonly pacer = new Pacer();
  /** settles with the last forecast that was asked for */
  private last: Promise<unknown> = Promise.resolve();

  make(forecast: () => Forecast): Promise<Forecast> {
    const next = async (): Promise<Forecast> => {
      await this.pacer.pause();
      return forecast();
    };
    // An error is for whoever asked for that forecast: the next one is made nevertheless.
    const made = this.last.then(next, next);
    this.last = made;
    return made;
  }
}

/** A part of the steps as the target has it: an array, or the only one. */
const partOf = (
  { type }: TargetPipeline,
  { forecast }: Forecast,
  part: (step: ForecastStep) => number | null,
): unknown => (type === 'tensor' ? forecast.map(part) : part(forecast[0]!));

export const answerOf = (target: TargetPipeline, made: Forecast): unknown => partOf(target, made, ({ value }) => value);

export const intervalOf = (target: TargetPipeline, made: Forecast): readonly [low: unknown, high: unknown] => [
  partOf(target, made, ({ low }) => low),
  partOf(target, made, ({ high }) => high),
];

/** Is the band of each step known, and at most so wide? */
export const isNarrow = ({ forecast }: Forecast, widest = Number.MAX_VALUE): boolean =>
  forecast.every(({ low, high }) => low !== null && high !== null && high - low <= widest);
