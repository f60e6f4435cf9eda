import { barChart } from '../../../charts/bars';
import type { Content } from '../../../charts/page/content';
import { THIRD } from '../../../charts/picture';
import { figure, percent } from '../../../charts/report/figures';
import { wordsIn } from '../../../charts/wording';
import type { WeightSummary } from '../../../spec';
import type { TabContext } from '../tab';
import { shapeText } from './diagram';

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
  const say = wordsIn('en-US');
  const pictures = weights.map(({ label, weight, shape, histogram, mean, std, zeros, notFinite }, i) => {
    const { limits, counts } = histogram;
    const title = `${label} · ${weight}`;
    const caption = [
      shapeText(shape),
      `${figure(mean)} ± ${figure(std)}`,
      ...(zeros > 0 ? [text('network.zeros', { share: percent(zeros, say) })] : []),
      ...(notFinite > 0 ? [text('network.notFinite', { count: notFinite })] : []),
    ].join(' · ');
    const option = barChart(
      {
        title,
        categories: counts.map((_, k) => figure((limits[k]! + limits[k + 1]!) / 2)),
        bars: [{ name: title, values: counts }],
        value: {},
        ...{ lying: false, sparse: true },
      },
      look,
    );
    return { picture: { name: `weights-${i}`, title, summary: caption, option, ...THIRD }, caption };
  });
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
