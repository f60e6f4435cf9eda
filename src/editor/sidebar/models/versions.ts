import { text } from '../context';
import { button, element } from '../dom';
import { chip } from './list';
import type { Listed } from './listed';
import { headline, moment, size } from './words';

export interface VersionActions {
  choose(version: number): void;
  use(version: number): void;
  alias(version: number, alias: string): void;
  download(version: number): void;
  remove(version: number): void;
}

/** The versions of a model, and what can be done with the chosen one. */
export function versionsView(
  versions: readonly Listed[],
  chosen: number,
  actions: VersionActions,
  mayChange: boolean,
): HTMLElement {
  const items = versions.map(one => {
    const facts = [headline(one), moment(one.created ?? ''), one.bytes === undefined ? '' : size(one.bytes)];
    const row = element(
      'button',
      { type: 'button', className: 'tensorwire-version', attributes: { 'aria-pressed': one.version === chosen } },
      element('b', {}, `v${one.version}`),
      one.inUse && chip(text('models.inUse'), 'tensorwire-in-use'),
      ...one.aliases.map(alias => chip(`@${alias}`)),
      element('span', { className: 'tensorwire-model-facts' }, facts.filter(part => part !== '').join(' · ')),
      one.problem !== undefined && element('span', { className: 'tensorwire-problem' }, one.problem),
    );
    row.addEventListener('click', () => actions.choose(one.version));
    return element('li', {}, row);
  });
  const list = element(
    'ul',
    { className: 'tensorwire-versions', attributes: { 'aria-label': text('models.allVersions') } },
    ...items,
  );
  const one = versions.find(({ version }) => version === chosen);
  return element('div', {}, list, mayChange && one && bar(one, versions, actions));
}

function bar(one: Listed, versions: readonly Listed[], actions: VersionActions): HTMLElement {
  const { version } = one;
  const used = versions.find(({ inUse }) => inUse)?.version ?? 0;
  const alias = element('input', {
    type: 'text',
    placeholder: text('models.aliasPlaceholder'),
    maxLength: 64,
    attributes: { 'aria-label': text('models.alias') },
  });
  const give = () => alias.value.trim() !== '' && actions.alias(version, alias.value.trim());
  alias.addEventListener('keydown', event => event.key === 'Enter' && give());
  const use = text(version < used ? 'models.rollBack' : 'models.use', { version });
  return element(
    'div',
    { className: 'tensorwire-model-bar' },
    !one.inUse && button(use, () => actions.use(version), { icon: 'fa-check' }),
    element('span', { className: 'tensorwire-alias' }, alias, button(text('models.promote'), give, { icon: 'fa-tag' })),
    button(text('models.download'), () => actions.download(version), { icon: 'fa-download' }),
    confirmed(text('models.delete', { version }), text('models.deleteSure', { version }), () =>
      actions.remove(version),
    ),
  );
}

/** A button that asks once more before it does what cannot be undone. */
export function confirmed(label: string, question: string, act: () => void): HTMLElement {
  const place = element('span', { className: 'tensorwire-confirm' });
  const ask = () => {
    const keep = button(text('models.keep'), rest);
    place.replaceChildren(
      element('span', {}, question),
      button(text('models.yesDelete'), act, { className: 'tensorwire-danger' }),
      keep,
    );
    keep.focus();
  };
  const rest = () => place.replaceChildren(button(label, ask, { icon: 'fa-trash' }));
  rest();
  return place;
}
