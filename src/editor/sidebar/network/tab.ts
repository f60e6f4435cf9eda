import type { NetworkSummary } from '../../../spec';
import { showContent } from '../content-view';
import { button, element } from '../dom';
import { Following } from '../following';
import { nameOf, nodesOfFlow } from '../nodes-of-flow';
import type { Selection, Tab, TabContext } from '../tab';
import { diagramOf } from './diagram';
import { layersContent } from './layers-content';
import { type ModelWeights, weightsContent } from './weights-content';

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

/** Types of nodes that have a network; those that are no layers come last. */
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
  private readonly following: Following;
  private selection: Selection | null = null;
  /** the network that is drawn, and the layers that are highlighted in it */
  private drawn = '';

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
    this.following = new Following(context, () => this.follow());
  }

  /** The trainings of the flow are offered, or else its layers; a selected layer is highlighted. */
  choose(selection: Selection): void {
    this.selection = selection;
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
      this.following.follow(null);
      this.asked++; // pending answers are about another flow
      this.note(this.context.text('network.empty'));
      return;
    }
    this.choice.value = first.id;
    void this.show(first.id);
  }

  end(): void {
    this.asked++;
    this.following.end();
    this.endContent();
  }

  /** After a deploy, or when data arrived: there may be new nodes or another network. */
  private follow(): void {
    const before = this.asked;
    if (this.selection) this.choose(this.selection);
    if (this.asked === before && this.choice.value !== '' && !this.isOfWeights) void this.show(this.choice.value);
  }

  private async show(node: string): Promise<void> {
    const mine = ++this.asked;
    const { ask, text } = this.context;
    this.following.follow(node);
    this.weights.hidden = RED.nodes.node(node)?.type !== 'nn-train';
    this.offer('weights');
    try {
      const summary = await ask<NetworkSummary>('tensorwire/network', { node });
      if (mine !== this.asked) return;
      const drawn = JSON.stringify([summary, [...this.selected]]);
      if (drawn === this.drawn) return; // keeps the scroll position
      this.clear();
      this.drawn = drawn;
      const place = element('div', { className: 'tensorwire-diagram-place' });
      place.append(diagramOf(summary, this.context, this.selected));
      const tables = element('div', {});
      this.body.append(place, tables);
      this.endContent = showContent(tables, this.context, () => layersContent(summary, text));
      place.scrollLeft = (place.scrollWidth - place.clientWidth) / 2; // a wide one begins at its middle, as its input does
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
      const found = await ask<ModelWeights>('tensorwire/weights', { node: this.choice.value });
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
    this.drawn = '';
    this.body.className = '';
    this.body.replaceChildren();
  }

  private note(sentence: string): void {
    this.clear();
    this.body.append(element('p', { className: 'tensorwire-empty' }, sentence));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
