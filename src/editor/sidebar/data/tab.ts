import { wordsIn } from '../../../charts/wording';
import { dataReportContent } from '../../../data-report/page/content';
import type { DataReportData } from '../../../spec';
import { dependsOnEnvironment } from '../../check';
import { openPage } from '../../open-page';
import { showContent } from '../content-view';
import { button, element } from '../dom';
import { Following } from '../following';
import { nameOf, nodesOfFlow } from '../nodes-of-flow';
import type { Selection, Tab, TabContext } from '../tab';
import { whenTrainingBegins } from './training-begins';

/**
 * The data of the flow's dataset node: what each column holds, which ones say most about the target, and what is
 * doubtful.
 */
export const data: Tab = {
  id: 'data',
  open(place, context) {
    const view = new DataTab(place, context);
    const end = context.onSelection(selection => view.choose(selection));
    // Who has looked at the data looks at what is learned of them next.
    const endRuns = whenTrainingBegins(
      context,
      () => view.flow(),
      () => context.open('runs'),
    );
    return () => {
      end();
      endRuns();
      view.end();
    };
  },
};

/** The sources that can be read before a deploy. */
const READ = ['file', 'example'];

const isDataset = (type: string): boolean => type === 'nn-dataset';

class DataTab {
  private readonly choice = element('select', {});
  private readonly said = element('p', { className: 'tensorwire-empty', attributes: { role: 'status' } });
  private readonly body = element('div', {});
  private readonly bar: HTMLElement;
  private node: string | null = null;
  private offered = '';
  private number = 0;
  private endContent = (): void => undefined;
  private readonly following: Following;
  private selection: Selection | null = null;
  /** the report that is shown */
  private shown = '';

  constructor(
    place: HTMLElement,
    private readonly context: TabContext,
  ) {
    const { text } = context;
    this.choice.setAttribute('aria-label', text('data.node'));
    this.choice.addEventListener('change', () => this.look(this.choice.value));
    this.bar = element(
      'div',
      { className: 'tensorwire-choose' },
      this.choice,
      button(text('data.again'), () => this.look(this.node), { icon: 'fa-refresh', quiet: true }),
      button(text('data.open'), () => this.openAsPage(), { icon: 'fa-external-link' }),
      button(text('data.save'), () => void this.save(), { icon: 'fa-download' }),
    );
    place.append(this.bar, this.said, this.body);
    this.following = new Following(context, () => this.follow());
  }

  /** The first is shown, unless the one that is shown is still among them and none was selected. */
  choose(selection: Selection): void {
    this.selection = selection;
    const nodes = nodesOfFlow(selection, isDataset);
    const selected = selection.nodes.some(({ type }) => isDataset(type));
    const first = (selected ? undefined : nodes.find(({ id }) => id === this.node)) ?? nodes[0];
    const offered = JSON.stringify([nodes.map(({ id }) => id), selected]);
    if (offered === this.offered) return;
    this.offered = offered;
    this.bar.hidden = first === undefined;
    this.bar.style.display = first === undefined ? 'none' : '';
    this.choice.replaceChildren(...nodes.map(node => element('option', { value: node.id }, nameOf(node))));
    if (first) this.choice.value = first.id;
    if (!first) {
      this.node = null;
      this.following.follow(null);
      this.number++; // pending answers are about another flow
      this.note(this.context.text('data.empty'));
    } else if (first.id !== this.node) this.look(first.id);
  }

  /** id of the flow that is shown */
  flow(): string {
    return this.selection?.flow ?? '';
  }

  end(): void {
    this.number++;
    this.following.end();
    this.endContent();
  }

  /** After a deploy, or when the node has read data: there may be new dataset nodes or other data. */
  private follow(): void {
    const before = this.number;
    if (this.selection) this.choose(this.selection);
    if (this.number === before && this.node !== null) void this.show(this.node, true);
  }

  private look(node: string | null): void {
    if (node === null) return;
    this.node = node;
    this.following.follow(node);
    void this.show(node);
  }

  /** `quiet`: the user has not asked for it; what is shown stays until something has changed. */
  private async show(node: string, quiet = false): Promise<void> {
    const { text } = this.context;
    const mine = ++this.number;
    if (!quiet) this.note(text('data.looking'));
    try {
      const { report } = await this.asked<{ report: DataReportData }>(node, 'report');
      if (mine !== this.number) return;
      this.tell('');
      const shown = JSON.stringify(report);
      if (shown === this.shown) return; // keeps the scroll position
      this.clear();
      this.shown = shown;
      const say = wordsIn(/^zh/i.test(RED.i18n.lang()) ? 'zh-CN' : 'en-US');
      this.endContent = showContent(this.body, this.context, () =>
        dataReportContent(report, { say, sentence: sentence => sentence, look: this.context.theme() }),
      );
    } catch (error) {
      if (mine !== this.number) return;
      const sentence = error instanceof Error ? error.message : String(error);
      if (quiet && this.shown !== '') this.tell(text('data.before', { problem: sentence }));
      else this.note(sentence);
    }
  }

  /** Of a file that a node does not read yet, what it would read; what the environment says, only the runtime knows. */
  private asked<T>(node: string, as: 'report' | 'page'): Promise<T> {
    const settings = this.context.draftOf(node);
    return settings && READ.includes(String(settings.source)) && !dependsOnEnvironment(settings)
      ? this.context.change<T>('tensorwire/data-report/draft', { settings, as })
      : this.context.ask<T>('tensorwire/data-report', { node, as });
  }

  private openAsPage(): void {
    const { node } = this;
    if (node === null) return;
    openPage(
      () => this.asked<{ page: string }>(node, 'page'),
      sentence => this.context.say(sentence, 'failed'),
    );
  }

  /** The same as one self-contained page. */
  private async save(): Promise<void> {
    if (this.node === null) return;
    try {
      const { page } = await this.asked<{ page: string }>(this.node, 'page');
      const address = URL.createObjectURL(new Blob([page], { type: 'text/html' }));
      element('a', { href: address, download: 'data-report.html' }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    } catch (error) {
      this.context.say(error instanceof Error ? error.message : String(error), 'failed');
    }
  }

  private note(sentence: string): void {
    this.clear();
    this.tell(sentence);
  }

  private clear(): void {
    this.endContent();
    this.endContent = () => undefined;
    this.shown = '';
    this.body.classList.remove('tensorwire-content');
    this.body.replaceChildren();
  }

  private tell(sentence: string): void {
    this.said.hidden = sentence === '';
    this.said.textContent = sentence;
  }
}
