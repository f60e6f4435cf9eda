import type { ModelAbout, ModelForm } from '../../../spec/model-about';
import type { StoredAsNodes } from '../../../spec/single-nodes';
import { writeOntoCanvas } from '../../model-nodes';
import { openPage } from '../../open-page';
import { text } from '../context';
import { button, element } from '../dom';
import { notInUseBox } from '../not-in-use';
import type { TabContext } from '../tab';
import { aboutView } from './about';
import type { Listed } from './listed';
import { saveFile } from './transfer';
import { tryIt } from './try-it';
import { confirmed, type VersionActions, versionsView } from './versions';

export interface DetailActions extends VersionActions {
  /** id of the store that is asked */
  readonly store: string;
  back(): void;
  rename(to: string): void;
  removeAll(): void;
}

/** One model: its versions, its card, and a form to try it. Returns what ends it. */
export function detailView(
  place: HTMLElement,
  name: string,
  versions: readonly Listed[],
  chosen: number,
  actions: DetailActions,
  context: TabContext,
): () => void {
  const ends: (() => void)[] = [];
  let ended = false;
  ends.push(() => {
    ended = true;
  });
  const reference = `${name}:${chosen}`;
  const loading = element('p', { className: 'tensorwire-note' }, text('loading'));
  const trial = element(
    'section',
    { className: 'tensorwire-trial' },
    element('h3', {}, text('models.section.try')),
    loading,
  );
  const card = element('div', {}, element('p', { className: 'tensorwire-note' }, text('loading')));
  const problem = versions.find(({ version }) => version === chosen)?.problem;
  place.append(
    element(
      'div',
      { className: 'tensorwire-models-view' },
      button(text('models.back'), actions.back, { icon: 'fa-chevron-left' }),
      title(name, actions, context.mayChange()),
      unusedBox(versions, chosen, actions, context.mayChange()),
      versionsView(versions, chosen, actions, context.mayChange()),
      problem === undefined && actionsBar(name, chosen, context),
      problem === undefined && (context.mayChange() ? trial : noTrial()),
      card,
    ),
  );
  const failed = (where: HTMLElement) => (error: unknown) => {
    if (!ended)
      where.append(
        element('p', { className: 'tensorwire-problem' }, error instanceof Error ? error.message : String(error)),
      );
  };
  if (problem !== undefined) card.replaceChildren();
  else {
    context.ask<ModelAbout>('tensorwire/model', { reference }).then(
      about => !ended && card.replaceChildren(aboutView(about, reference, context, ends)),
      error => {
        card.replaceChildren();
        failed(card)(error);
      },
    );
    if (context.mayChange())
      context
        .ask<ModelForm>('tensorwire/model/form', { reference })
        .then(
          form => !ended && ends.push(tryIt(trial, { reference, store: actions.store }, form, context)),
          failed(trial),
        )
        .finally(() => loading.remove());
  }
  return () => {
    for (const end of ends) end();
  };
}

/** Answers to any record, with reasons, tell of the rows that a model has learned. */
const noTrial = (): HTMLElement =>
  element(
    'section',
    {},
    element('h3', {}, text('models.section.try')),
    element('p', { className: 'tensorwire-note' }, text('models.tryForbidden')),
  );

/** What is not in use and why: the chosen version, else the newest. */
function unusedBox(
  versions: readonly Listed[],
  chosen: number,
  actions: VersionActions,
  mayChange: boolean,
): HTMLElement | null {
  const wanted = [versions.find(({ version }) => version === chosen), versions[0]];
  const one = wanted.find(each => each?.notInUse);
  return one?.notInUse
    ? notInUseBox(one.version, one.notInUse, mayChange ? () => actions.use(one.version) : null)
    : null;
}

/** The card as a page, in a browser tab or as a file; the network as nodes. */
function actionsBar(name: string, version: number, { ask, say, reveal, mayChange }: TabContext): HTMLElement | null {
  const reference = `${name}:${version}`;
  const trying = async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      say(error instanceof Error ? error.message : String(error), 'failed');
    }
  };
  const load = () => ask<{ page: string }>('tensorwire/model/page', { reference });
  const save = async () => saveFile(new Blob([(await load()).page], { type: 'text/html' }), `${name}-${version}.html`);
  const toFlow = async () => {
    const found = await ask<StoredAsNodes>('tensorwire/model/nodes', { reference });
    const first = writeOntoCanvas(found);
    if (!first) return say(text('models.locked'), 'failed');
    reveal(first.id);
    const [layers, loss] = [found.trainedOtherwise.join(', '), found.losses.join(', ')];
    const said = [
      text('models.saidToFlow', { name, n: found.nodes.length }),
      ...(layers === '' ? [] : [text('models.saidTrainedOtherwise', { layers })]),
      ...(loss === '' ? [] : [text('models.saidLoss', { loss })]),
    ];
    say(said.join(' '));
  };
  const flowButton = button(text('models.toFlow'), () => void trying(toFlow), { icon: 'fa-sitemap' });
  flowButton.title = text('models.toFlowTip');
  const showPage = () => openPage(load, sentence => say(sentence, 'failed'));
  // An evaluation on the page shows rows of the data; the canvas is changed by whoever may change flows.
  const buttons = [
    mayChange() && button(text('models.openPage'), showPage, { icon: 'fa-external-link' }),
    mayChange() && button(text('models.savePage'), () => void trying(save), { icon: 'fa-file-text-o' }),
    RED.user.hasPermission('flows.write') && flowButton,
  ].filter(one => one !== false);
  return buttons.length > 0 ? element('div', { className: 'tensorwire-model-bar' }, ...buttons) : null;
}

function title(name: string, actions: DetailActions, mayChange: boolean): HTMLElement {
  const made = element('div', { className: 'tensorwire-model-title' });
  const rest = () =>
    made.replaceChildren(
      element('h2', {}, name),
      ...(mayChange
        ? [
            button(text('models.rename'), edit, { icon: 'fa-pencil', quiet: true }),
            confirmed(text('models.deleteAll'), text('models.deleteAllSure', { name }), actions.removeAll),
          ]
        : []),
    );
  const edit = () => {
    const input = element('input', {
      type: 'text',
      value: name,
      maxLength: 64,
      attributes: { 'aria-label': text('models.newName') },
    });
    const take = () =>
      input.value.trim() === name || input.value.trim() === '' ? rest() : actions.rename(input.value.trim());
    input.addEventListener('keydown', event => {
      if (event.key === 'Enter') take();
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      rest();
    });
    made.replaceChildren(
      input,
      button(text('models.rename'), take),
      button(text('models.keep'), rest),
      element('span', { className: 'tensorwire-note' }, text('models.renameHint')),
    );
    input.focus();
    input.select();
  };
  rest();
  return made;
}
