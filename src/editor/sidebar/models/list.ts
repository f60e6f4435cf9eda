import { text } from '../context';
import { button, element } from '../dom';
import { byModel, type Listed } from './listed';
import { counted, headline, moment, size } from './words';

export const chip = (label: string, className = ''): HTMLElement =>
  element('span', { className: `tensorwire-chip ${className}`.trim() }, label);

/** All models: what each predicts, how well, and its names. */
export function listView(
  all: readonly Listed[],
  { open, send }: { open(model: string): void; send: ((file: File) => void) | null },
): HTMLElement {
  const models = [...byModel(all)];
  const items = models.map(([name, versions]) =>
    element(
      'li',
      {},
      entry(name, versions, () => open(name)),
    ),
  );
  const list = element(
    'ul',
    { className: 'tensorwire-models', attributes: { 'aria-label': text('models.title') } },
    ...items,
  );
  return element(
    'div',
    { className: 'tensorwire-models-view' },
    send && uploadPlace(send),
    models.length > 0 ? list : element('p', { className: 'tensorwire-empty' }, text('models.empty')),
  );
}

function entry(name: string, versions: readonly Listed[], open: () => void): HTMLElement {
  const used = versions.find(({ inUse }) => inUse) ?? versions[0]!;
  const newest = versions[0]!;
  const bytes = versions.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  const many =
    versions.length > 1 ? text('models.versions', { n: counted(versions.length) }) : text('models.oneVersion');
  const aliases = versions.flatMap(({ aliases, version }) => aliases.map(alias => `@${alias} v${version}`));
  const made = element(
    'button',
    { type: 'button', className: 'tensorwire-model' },
    element(
      'span',
      { className: 'tensorwire-model-name' },
      name,
      element('span', { className: 'tensorwire-model-score' }, headline(used)),
    ),
    element(
      'span',
      { className: 'tensorwire-model-facts' },
      [(used.targets ?? []).join(', '), `v${used.version}`, many, size(bytes), moment(used.created ?? '')]
        .filter(part => part !== '')
        .join(' · '),
    ),
    (aliases.length > 0 || newest.version > used.version) &&
      element(
        'span',
        { className: 'tensorwire-chips' },
        newest.version > used.version && chip(text('models.newer', { version: newest.version }), 'tensorwire-unsure'),
        ...aliases.map(alias => chip(alias)),
      ),
    used.problem !== undefined && element('span', { className: 'tensorwire-problem' }, used.problem),
  );
  made.addEventListener('click', open);
  return made;
}

/** A file is chosen by a button, or dropped. */
function uploadPlace(send: (file: File) => void): HTMLElement {
  const chooser = element('input', {
    type: 'file',
    accept: '.zip,.keras,.h5,.hdf5',
    hidden: true,
    attributes: { 'aria-hidden': 'true' },
  });
  chooser.addEventListener('change', () => {
    const [file] = chooser.files ?? [];
    chooser.value = '';
    if (file) send(file);
  });
  const place = element(
    'div',
    { className: 'tensorwire-drop' },
    button(text('models.upload'), () => chooser.click(), { icon: 'fa-upload' }),
    element('span', {}, text('models.drop')),
    chooser,
  );
  const over = (is: boolean) => place.classList.toggle('tensorwire-over', is);
  place.addEventListener('dragover', event => {
    event.preventDefault();
    event.stopPropagation();
    over(true);
  });
  place.addEventListener('dragleave', () => over(false));
  place.addEventListener('drop', event => {
    event.preventDefault();
    event.stopPropagation(); // Node-RED imports files that are dropped anywhere else
    over(false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file) send(file);
  });
  return place;
}
