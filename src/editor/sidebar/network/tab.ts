import type { NetworkSummary } from '../../../spec';
import { showContent } from '../content-view';
import { button, element } from '../dom';
import { Following } from '../following';
import { nameOf, nodesOfFlow } from '../nodes-of-flow';
import type { Selection, Tab, TabContext } from '../tab';
import { activationsContent, type ModelActivations } from './activations-content';
import { diagramOf } from './diagram';
import { layersContent } from './layers-content';
import { type View, ViewChoice } from './view-choice';
import { type ModelWeights, weightsContent } from './weights-content';

/** The network of the selected flow as a diagram, and the weights and activations of the model that it became. */
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
  private readonly views: ViewChoice;
  private selected: ReadonlySet<string> = new Set();
  private shown = '';
  private asked = 0;
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
    this.choice.addEventListener('change', () => void this.show('diagram'));
    this.views = new ViewChoice(text, view => void this.show(view));
    this.bar = element(
      'div',
      { className: 'tensorwire-choose' },
      this.choice,
      button(text('network.again'), () => void this.show(this.views.shown), { icon: 'fa-refresh', quiet: true }),
      this.views.element,
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
    void this.show('diagram');
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
    if (this.asked === before && this.choice.value !== '' && this.views.shown === 'diagram') void this.show('diagram');
  }

  /** What a trained model is made of is read at a node that trains; the diagram, at every node of a network. */
  private async show(view: View): Promise<void> {
    const mine = ++this.asked;
    const node = this.choice.value;
    this.following.follow(node);
    this.views.offer(view, RED.nodes.node(node)?.type === 'nn-train');
    try {
      const draw = await this.drawing(view, node);
      if (mine === this.asked) draw();
    } catch (error) {
      if (mine === this.asked) this.note(messageOf(error));
    }
  }

  /** Asks for what is shown; returns what draws it. */
  private async drawing(view: View, node: string): Promise<() => void> {
    const { ask, text, theme } = this.context;
    if (view === 'diagram') {
      const summary = await ask<NetworkSummary>('tensorwire/network', { node });
      return () => this.draw(summary);
    }
    this.note(text(view === 'weights' ? 'network.reading' : 'network.computing'));
    const content =
      view === 'weights'
        ? await ask<ModelWeights>('tensorwire/weights', { node }).then(
            found => () => weightsContent(found, text, theme()),
          )
        : await ask<ModelActivations>('tensorwire/activations', { node }).then(
            found => () => activationsContent(found, text, theme()),
          );
    return () => {
      this.clear();
      this.endContent = showContent(this.body, this.context, content);
    };
  }

  private draw(summary: NetworkSummary): void {
    const drawn = JSON.stringify([summary, [...this.selected]]);
    if (drawn === this.drawn) return; // keeps the scroll position
    this.clear();
    this.drawn = drawn;
    const place = element('div', { className: 'tensorwire-diagram-place' });
    place.append(diagramOf(summary, this.context, this.selected));
    const tables = element('div', {});
    this.body.append(place, tables);
    this.endContent = showContent(tables, this.context, () => layersContent(summary, this.context.text));
    place.scrollLeft = (place.scrollWidth - place.clientWidth) / 2; // a wide one begins at its middle, as its input does
    place.querySelector('.tensorwire-selected')?.scrollIntoView({ block: 'nearest' });
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
