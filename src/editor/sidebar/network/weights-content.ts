import type { Content } from '../../../charts/page/content';
import type { WeightSummary } from '../../../spec';
import type { TabContext } from '../tab';
import { shapeText } from './diagram';
import { histogramOf } from './histogram';

/** What the route of weights answers: a trained model, and a summary of each array of its weights. */
export interface ModelWeights {
  readonly model: string;
  /** null before the model is in the store */
  readonly version: number | null;
  /** how many arrays it has; `weights` are the first of them */
  readonly arrays: number;
  readonly weights: readonly WeightSummary[];
}

/** A histogram of each array of weights. */
export function weightsContent(
  { model, version, arrays, weights }: ModelWeights,
  text: TabContext['text'],
  look: ReturnType<TabContext['theme']>,
): Content {
  const pictures = weights.map((one, i) =>
    histogramOf(
      one,
      { name: `weights-${i}`, title: `${one.label} · ${one.weight}`, before: shapeText(one.shape) },
      text,
      look,
    ),
  );
  return {
    title: text('network.weightsOf', { model: version === null ? model : `${model}:${version}` }),
    sections: [
      {
        blocks: [
          ...(arrays > weights.length
            ? [{ kind: 'text' as const, text: text('network.firstArrays', { shown: weights.length, arrays }) }]
            : []),
          { kind: 'pictures', pictures },
        ],
      },
    ],
  };
}
