import { conformalQuantile, pValue } from '../calibration';
import type { AnomalyAnswer, AnomalyRecord, Column, SeriesPipeline } from '../spec';
import { measuresOf, scoreOf, sharesOf } from './measures';
import { windowReaders } from './window';

/** The band if no confidence is asked for. */
const CONFIDENCE = 0.9;

/** Answers for windows. */
export interface AnomalyScorer {
  /** `expected`: [sensors] from this place on, in the sensors' own units; null: the columns are not windows of the sensors. */
  for(columns: readonly Column[]): ((row: number, expected: Float64Array) => AnomalyAnswer) | null;
}

export function anomalyScorer(record: AnomalyRecord, series: SeriesPipeline, confidence = CONFIDENCE): AnomalyScorer {
  const { sensors, components, measure, usual, bands, normal } = record;
  const { errors: of, score: unit } = usual[measure];
  const judge = measuresOf(record)[measure];
  const reach = bands.map(scores => conformalQuantile(scores, confidence));
  const width = sensors.length;
  const readerOf = windowReaders(series, sensors);
  const window = new Float64Array(components.steps * width);
  const errors = new Float64Array(width);
  const last = window.length - width;
  return {
    for(columns) {
      const windows = readerOf(columns);
      if (windows === null) return null;
      return (row, expected) => {
        windows.read(row, components.steps, window);
        judge({ window, expected }, errors);
        const score = scoreOf(errors, of) / unit;
        const shares = sharesOf(errors, of);
        return {
          score,
          unusual: pValue(normal.scores, score),
          sensors: sensors.map((column, i) => {
            const far = reach[i]!;
            const [low, high] = Number.isFinite(far) ? [expected[i]! - far, expected[i]! + far] : [null, null];
            return { column, value: window[last + i]!, expected: expected[i]!, low, high, share: shares[i]! };
          }),
        };
      };
    },
  };
}
