import type { Content } from '../../../charts/page/content';
import { count } from '../../../charts/report/figures';
import type { NetworkSummary } from '../../../spec';
import type { TabContext } from '../tab';
import { bytesText, shapeText, short } from './diagram';

/** The totals, and each layer in a table. */
export function layersContent(summary: NetworkSummary, text: TabContext['text']): Content {
  const { layers, moreLayers, parameters, multiplyAdds, activationBytes } = summary;
  const known = (value: number | null, written: (value: number) => string): string =>
    value === null ? '–' : written(value);
  return {
    title: text('network.layers'),
    sections: [
      {
        blocks: [
          {
            kind: 'tiles',
            tiles: [
              {
                label: text('network.columns.parameters'),
                value: known(parameters, short),
                beside: known(parameters && 4 * parameters, bytesText),
              },
              {
                label: text('network.columns.multiplyAdds'),
                value: known(multiplyAdds, short),
                beside: text('network.perRow'),
              },
              {
                label: text('network.columns.memory'),
                value: known(activationBytes, bytesText),
                beside: text('network.perRow'),
              },
            ],
          },
          ...(parameters === null ? [{ kind: 'text', text: text('network.unknown'), tone: 'quiet' } as const] : []),
          {
            kind: 'table',
            table: {
              head: ['layer', 'class', 'shape', 'parameters', 'multiplyAdds', 'memory'].map(key =>
                text(`network.columns.${key}`),
              ),
              rows: layers.map(layer => [
                layer.label,
                layer.className,
                shapeText(layer.shape),
                known(layer.parameters, count),
                known(layer.multiplyAdds, short),
                known(layer.activationBytes, bytesText),
              ]),
              numbers: [3, 4, 5],
            },
          },
          ...(moreLayers > 0
            ? [{ kind: 'text', text: text('network.more', { count: moreLayers }), tone: 'quiet' } as const]
            : []),
        ],
      },
    ],
  };
}
