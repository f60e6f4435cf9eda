import { barChart } from '../../../charts/bars';
import type { Content } from '../../../charts/page/content';
import { THIRD } from '../../../charts/picture';
import { count, figure, percent } from '../../../charts/report/figures';
import { wordsIn } from '../../../charts/wording';
import type { NetworkSummary, WeightSummary } from '../../../spec';
import { showContent } from '../content-view';
import { button, element } from '../dom';
import { nameOf, nodesOfFlow } from '../nodes-of-flow';
import type { Selection, Tab, TabContext } from '../tab';
import { bytesText, diagramOf, shapeText, short } from './diagram';

/** The network of the selected flow as a diagram, and the weights of the model that it became. */
export const network: Tab = {
  id: 'network',
  open(place, context) {
    const view = new NetworkTab(place, context);
    const end = context.onSelection(selection => view.choose(selection));
    return () => {
      end();
      view.end();
    };
  },
};

/** Nodes of which a network can be asked; those without a layer of their own last. */
const NOT_OF_A_NETWORK: readonly string[] = [
  ...['nn-dataset', 'nn-optimizer', 'nn-predict', 'nn-evaluate', 'nn-explain', 'nn-model', 'nn-tensor'],
  ...['nn-engine', 'nn-store'],
];
const isOfNetwork = (type: string): boolean => type.startsWith('nn-') && !NOT_OF_A_NETWORK.includes(type);

class NetworkTab {
  private readonly choice = element('select', {});
  private readonly body = element('div', {});
  private readonly bar: HTMLElement;
  private readonly weights: HTMLButtonElement;
  private selected: ReadonlySet<string> = new Set();
  private shown = '';
  private asked = 0;
  /** are the weights shown, and not the diagram? */
  private isOfWeights = false;
  private endContent = (): void => undefined;

  constructor(
    place: HTMLElement,
    private readonly context: TabContext,
  ) {
    const { text } = context;
    this.choice.setAttribute('aria-label', text('network.node'));
    this.choice.addEventListener('change', () => void this.show(this.choice.value));
    const other = () => void (this.isOfWeights ? this.show(this.choice.value) : this.showWeights());
    const again = () => void (this.isOfWeights ? this.showWeights() : this.show(this.choice.value));
    this.weights = button(text('network.weights'), other, { icon: 'fa-bar-chart' });
    this.bar = element(
      'div',
      { className: 'tensorwire-choose' },
      this.choice,
      button(text('network.again'), again, { icon: 'fa-refresh', quiet: true }),
      this.weights,
    );
    place.append(this.bar, this.body);
  }

  /** The trainings of the flow are offered, or else its layers; a selected layer is pointed out. */
  choose(selection: Selection): void {
    const own = selection.nodes.filter(({ type }) => isOfNetwork(type));
    const all = nodesOfFlow(selection, isOfNetwork);
    const trainings = all.filter(({ type }) => type === 'nn-train');
    const offered = [
      ...own.filter(({ type }) => type !== 'nn-train'),
      ...(trainings.length > 0 ? trainings : all.slice(-1)),
    ];
    this.selected = new Set(own.map(({ id }) => id));
    const state = JSON.stringify([offered.map(({ id }) => id), [...this.selected]]);
    if (state === this.shown) return;
    this.shown = state;
    const before = offered.find(({ id }) => id === this.choice.value);
    const first = own[0] ?? before ?? trainings[0] ?? offered[0];
    this.bar.style.display = first ? '' : 'none';
    this.choice.replaceChildren(
      ...[...new Map(offered.map(node => [node.id, node])).values()].map(node =>
        element('option', { value: node.id }, nameOf(node)),
      ),
    );
    if (!first) {
      this.asked++; // what is still to come is of another flow
      this.note(this.context.text('network.empty'));
      return;
    }
    this.choice.value = first.id;
    void this.show(first.id);
  }

  end(): void {
    this.asked++;
    this.endContent();
  }

  private async show(node: string): Promise<void> {
    const mine = ++this.asked;
    const { ask, text } = this.context;
    this.weights.hidden = RED.nodes.node(node)?.type !== 'nn-train';
    this.offer('weights');
    try {
      const summary = await ask<NetworkSummary>('tensorwire/network', { node });
      if (mine !== this.asked) return;
      this.clear();
      const place = element('div', { className: 'tensorwire-diagram-place' });
      place.append(diagramOf(summary, this.context, this.selected));
      const tables = element('div', {});
      this.body.append(place, tables);
      this.endContent = showContent(tables, this.context, () => contentOf(summary, text));
      place.querySelector('.tensorwire-selected')?.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      if (mine === this.asked) this.note(messageOf(error));
    }
  }

  private async showWeights(): Promise<void> {
    const mine = ++this.asked;
    const { ask, text, theme } = this.context;
    this.offer('toDiagram');
    this.note(text('network.reading'));
    try {
      const found = await ask<{ model: string; version: number | null; weights: readonly WeightSummary[] }>(
        'tensorwire/weights',
        { node: this.choice.value },
      );
      if (mine !== this.asked) return;
      this.clear();
      this.endContent = showContent(this.body, this.context, () => weightsContent(found, text, theme()));
    } catch (error) {
      if (mine === this.asked) this.note(messageOf(error));
    }
  }

  /** What the button shows next: the weights, or the diagram again. */
  private offer(next: 'weights' | 'toDiagram'): void {
    this.isOfWeights = next === 'toDiagram';
    this.weights.lastElementChild?.replaceChildren(this.context.text(`network.${next}`));
  }

  private clear(): void {
    this.endContent();
    this.endContent = () => undefined;
    this.body.className = '';
    this.body.replaceChildren();
  }

  private note(sentence: string): void {
    this.clear();
    this.body.append(element('p', { className: 'tensorwire-empty' }, sentence));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The totals, and each layer in a table. */
function contentOf(summary: NetworkSummary, text: TabContext['text']): Content {
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

/** A histogram of each array of weights. */
function weightsContent(
  {
    model,
    version,
    weights,
  }: { readonly model: string; readonly version: number | null; readonly weights: readonly WeightSummary[] },
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
    sections: [{ blocks: [{ kind: 'pictures', pictures }] }],
  };
}
