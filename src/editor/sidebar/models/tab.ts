import { element } from '../dom';
import { nameOf } from '../nodes-of-flow';
import type { Tab, TabContext } from '../tab';
import { detailView } from './detail';
import { listView } from './list';
import { byModel, type Listed } from './listed';
import { download, upload } from './transfer';
import { percent } from './words';

/** The topic that announces changes of stores. */
const NEWS = 'tensorwire/models';
/** Milliseconds between two looks whether the user is still typing. */
const EVERY = 3000;

/** Stored models: what each is, its names, and a form to try it. */
export const models: Tab = {
  id: 'models',
  open(place, context) {
    const view = new ModelsView(place, context);
    const end = context.onUpdate(NEWS, () => view.refreshUnlessTyping());
    void view.refresh();
    return () => {
      end();
      view.end();
    };
  },
};

interface Looked {
  /** id of an `nn-store` node; '': the default store */
  readonly store: string;
  readonly model: string | null;
  readonly version: number;
}
/** What was shown last; it is shown again when the tab is reopened. */
let last: Looked = { store: '', model: null, version: 0 };

class ModelsView {
  private all: readonly Listed[] = [];
  private shown = '';
  private readonly stores = storeNodes();
  private store = this.stores.some(({ id }) => id === last.store) ? last.store : '';
  private model = last.model;
  private version = last.version;
  private endDetail: () => void = () => undefined;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  private ended = false;

  /** asks of the chosen store */
  private readonly context: TabContext;

  constructor(
    private readonly place: HTMLElement,
    given: TabContext,
  ) {
    place.append(element('p', { className: 'tensorwire-empty' }, given.text('loading')));
    this.context = {
      ...given,
      ask: <T>(path: string, query: Parameters<TabContext['ask']>[1] = {}) =>
        given.ask<T>(path, { ...query, store: this.store }),
      change: <T>(path: string, body: object = {}) => given.change<T>(path, { ...body, store: this.store }),
    };
  }

  end(): void {
    this.ended = true;
    last = { store: this.store, model: this.model, version: this.version };
    clearTimeout(this.waiting);
    this.endDetail();
  }

  refreshUnlessTyping(): void {
    if (!this.isTyping()) void this.refresh();
    else
      this.waiting ??= setTimeout(() => {
        this.waiting = undefined;
        this.refreshUnlessTyping();
      }, EVERY);
  }

  /** A form that the user is filling in is not replaced when a training elsewhere stores a model. */
  private isTyping(): boolean {
    const { activeElement } = document;
    return this.place.contains(activeElement) && activeElement?.matches('input, select') === true;
  }

  /** Requests the list, and shows it if it has changed. */
  async refresh(): Promise<void> {
    const mine = ++this.asked;
    try {
      const all = await this.context.ask<readonly Listed[]>('tensorwire/models');
      if (this.ended || mine !== this.asked) return; // a later request decides
      this.all = all;
    } catch (error) {
      if (this.ended || mine !== this.asked) return;
      if (this.shown === '') this.place.replaceChildren(); // it is not loading any more
      this.failed(error);
      return;
    }
    if (this.key() !== this.shown) this.show();
  }

  /** All that is shown: of one model only its own versions. */
  private key(): string {
    const versions = this.model === null ? undefined : byModel(this.all).get(this.model);
    return JSON.stringify([versions ?? this.all, this.model, this.version, this.store]);
  }

  private show(): void {
    const { context, place } = this;
    this.endDetail();
    this.endDetail = () => undefined;
    place.replaceChildren();
    const versions = this.model === null ? undefined : byModel(this.all).get(this.model);
    if (!versions) {
      this.model = null;
      const send = context.mayChange() ? (file: File) => void this.send(file) : null;
      if (this.stores.length > 0) place.append(this.storeChoice());
      place.append(listView(this.all, { open: model => this.open(model), send }));
    } else {
      if (!versions.some(({ version }) => version === this.version))
        this.version = (versions.find(({ inUse }) => inUse) ?? versions[0]!).version;
      this.endDetail = this.detail(versions);
    }
    this.shown = this.key();
  }

  private open(model: string | null, version = 0): void {
    this.model = model;
    this.version = version;
    this.show();
    this.place.scrollTop = 0;
    this.place.focus({ preventScroll: true }); // the button that was pressed is gone
  }

  private storeChoice(): HTMLElement {
    const { text } = this.context;
    const options = [
      element('option', { value: '' }, text('models.defaultStore')),
      ...this.stores.map(node => element('option', { value: node.id }, nameOf(node))),
    ];
    const choice = element('select', { attributes: { 'aria-label': text('models.store') } }, ...options);
    choice.value = this.store;
    choice.addEventListener('change', () => {
      this.store = choice.value;
      this.all = [];
      void this.refresh();
    });
    return element('div', { className: 'tensorwire-choose' }, choice);
  }

  private detail(versions: readonly Listed[]): () => void {
    const { context } = this;
    const name = this.model!;
    const change = (path: string, body: object, said: string, then?: () => void) =>
      void this.change(path, body, said, then);
    return detailView(
      this.place,
      name,
      versions,
      this.version,
      {
        store: this.store,
        back: () => this.open(null),
        choose: version => this.open(name, version),
        use: version =>
          change('promote', { name, version, alias: '' }, context.text('models.saidUse', { name, version })),
        alias: (version, alias) =>
          change('promote', { name, version, alias }, context.text('models.saidAlias', { name, version, alias })),
        download: version =>
          void download(`${name}:${version}`, this.store, `${name}-${version}.zip`).catch(error => this.failed(error)),
        remove: version =>
          change('delete', { reference: `${name}:${version}` }, context.text('models.saidDelete', { name, version })),
        removeAll: () =>
          change('delete', { reference: name }, context.text('models.saidDeleteAll', { name }), () => {
            this.model = null;
          }),
        rename: to =>
          change('rename', { name, to }, context.text('models.saidRename', { name, to }), () => {
            this.model = to.normalize('NFC');
          }),
      },
      context,
    );
  }

  private async change(path: string, body: object, said: string, then: () => void = () => undefined): Promise<void> {
    try {
      await this.context.change(`tensorwire/models/${path}`, body);
      then();
      this.context.say(said);
    } catch (error) {
      this.failed(error);
    }
    await this.refresh();
  }

  private async send(file: File): Promise<void> {
    const { context } = this;
    const progress = (share: number) => context.say(context.text('models.sending', { share: percent(share) }));
    try {
      progress(0);
      const { model, version } = await upload(file, this.store, progress);
      context.say(context.text('models.saidUpload', { name: model, version }));
      this.model = model;
      this.version = version;
    } catch (error) {
      this.failed(error);
    }
    await this.refresh();
  }

  private failed(error: unknown): void {
    this.context.say(error instanceof Error ? error.message : String(error), 'failed');
  }
}

/** The stores that flows may use besides the default one. */
function storeNodes(): readonly EditorNode[] {
  const found: EditorNode[] = [];
  RED.nodes.eachConfig(node => {
    if (node.type === 'nn-store') found.push(node);
  });
  return found;
}
