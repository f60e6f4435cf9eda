import type { Content } from '../../../charts/page/content';
import type { Activations } from '../../../spec';
import type { TabContext } from '../tab';
import { saysClass, shapeText } from './diagram';
import { histogramOf } from './histogram';

/** What the route of activations answers: a trained model, and what its layers give for rows of its training. */
export interface ModelActivations extends Activations {
  readonly model: string;
  readonly version: number | null;
}

/** A histogram of what each layer gives, and a sentence about units that do nothing. */
export function activationsContent(
  { model, version, rows, calls, layers }: ModelActivations,
  text: TabContext['text'],
  look: ReturnType<TabContext['theme']>,
): Content {
  const pictures = layers.map((one, i) => {
    const { label, className, shape, units, dead } = one;
    const title = saysClass(one) ? label : `${label} · ${className}`;
    const behind = dead > 0 ? [text('network.dead', { dead, units })] : [];
    return histogramOf(one, { name: `activations-${i}`, title, before: shapeText(shape), behind }, text, look);
  });
  const dying = layers.filter(({ dead, units }) => dead > 0 && 2 * dead >= units).map(({ label }) => label);
  return {
    title: text('network.activationsOf', { model: version === null ? model : `${model}:${version}` }),
    sections: [
      {
        blocks: [
          { kind: 'text', text: text('network.ofRows', { rows }), tone: 'quiet' },
          ...(dying.length > 0
            ? [{ kind: 'text' as const, text: text('network.dying', { layers: dying.join(', ') }) }]
            : []),
          ...(calls > layers.length
            ? [{ kind: 'text' as const, text: text('network.firstLayers', { shown: layers.length, calls }) }]
            : []),
          { kind: 'pictures', pictures },
        ],
      },
    ],
  };
}
