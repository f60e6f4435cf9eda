import type { RunSummary, RunVersion } from '../../../spec/run';
import { text } from '../context';
import { button, element } from '../dom';
import type { TabContext } from '../tab';
import { goesOn, nameOf } from './words';

/** The actions on a run, as requests to the runtime. */
export interface RunActions {
  readonly context: TabContext;
  /** changes a run, then refreshes */
  act(what: string, body: object, done?: string): Promise<boolean>;
  /** makes the name of a model mean this version */
  use(version: RunVersion): void;
}

/** The name of a run, which can be edited with a click. */
export function nameOfRun(run: RunSummary, { context, act }: RunActions): HTMLElement {
  const title = element('h3', {}, nameOf(run));
  if (!context.mayChange()) return title;
  const edit = button(
    text('runs.rename'),
    () => {
      const input = element('input', {
        type: 'text',
        value: run.name,
        placeholder: nameOf({ ...run, name: '' }),
        maxLength: 200,
        className: 'tensorwire-rename',
        attributes: { 'aria-label': text('runs.rename') },
      });
      let isOver = false;
      const over = (save: boolean) => {
        if (isOver) return;
        isOver = true;
        input.replaceWith(place);
        if (save && input.value.trim() !== run.name) void act('rename', { run: run.run, name: input.value });
      };
      input.addEventListener('keydown', event => {
        if (event.key === 'Enter' || event.key === 'Escape') {
          event.stopPropagation();
          over(event.key === 'Enter');
        }
      });
      input.addEventListener('blur', () => over(true));
      place.replaceWith(input);
      input.focus();
      input.select();
    },
    { icon: 'fa-pencil', quiet: true, className: 'tensorwire-bare' },
  );
  const place = element('span', { className: 'tensorwire-run-title' }, title, edit);
  return place;
}

/** The buttons for the actions that the user is allowed. */
export function buttons(run: RunSummary, actions: RunActions): HTMLElement {
  const { context, act } = actions;
  const { run: id } = run;
  const made: HTMLElement[] = [];
  if (context.mayChange() && goesOn(run)) {
    if (run.state === 'running')
      made.push(
        button(text('runs.stopKeep'), () => void act('stop', { run: id }, text('runs.done.stop')), { icon: 'fa-stop' }),
      );
    const cancel = () => void act('cancel', { run: id });
    const sure = { question: text('runs.cancelSure'), yes: text('runs.cancelYes'), icon: 'fa-ban' };
    // A run that is still waiting has learned nothing that could be lost.
    const press = () => (run.state === 'running' ? confirmed(made, sure, cancel) : cancel());
    made.push(button(text('runs.cancel'), press, { icon: 'fa-ban' }));
  }
  if (context.mayChange() && (run.modelBytes > 0 || run.versions.length > 0)) made.push(saveButton(run, actions));
  if (context.mayChange()) {
    const pin = button(
      text(run.pinned ? 'runs.unpin' : 'runs.pin'),
      () => void act('pin', { run: id, pinned: !run.pinned }),
      { icon: 'fa-thumb-tack', quiet: true },
    );
    pin.setAttribute('aria-pressed', String(run.pinned));
    made.push(pin);
  }
  if (run.origin.node)
    made.push(
      button(text('runs.reveal'), () => context.reveal(run.origin.node), { icon: 'fa-crosshairs', quiet: true }),
    );
  if (context.mayChange() && !goesOn(run)) made.push(deleteButton([run], made, actions));
  return element('div', { className: 'tensorwire-buttons' }, ...made, savedAs(run));
}

/** Deletes these runs, if it is confirmed in place of the buttons. */
export function deleteButton(
  runs: readonly RunSummary[],
  made: readonly HTMLElement[],
  { act }: RunActions,
): HTMLElement {
  const n = runs.length;
  const [label, question] =
    n === 1
      ? [text('runs.delete'), text('runs.deleteSure')]
      : [text('runs.deleteSeveral', { n }), text('runs.deleteSeveralSure', { n })];
  const press = (): void =>
    confirmed(
      made,
      { question, yes: label, icon: 'fa-trash' },
      () => void act('delete', { runs: runs.map(({ run }) => run) }),
    );
  return button(label, press, { icon: 'fa-trash', quiet: true });
}

/** `saved as penguins v3` */
function savedAs({ versions }: RunSummary): HTMLElement | null {
  const last = versions.at(-1);
  if (!last) return null;
  return element(
    'span',
    { className: 'tensorwire-quiet' },
    text('runs.savedAs', { name: last.name, version: last.version }),
  );
}

/** Asks for confirmation, in place of the buttons. The focus is where nothing is lost. */
function confirmed(
  made: readonly HTMLElement[],
  { question, yes, icon }: { readonly question: string; readonly yes: string; readonly icon: string },
  act: () => void,
): void {
  const place = made[0]?.parentElement;
  if (!place) return;
  const before = [...place.children];
  const keep = button(text('runs.keep'), () => place.replaceChildren(...before));
  const sure = button(yes, act, { icon, className: 'tensorwire-danger' });
  place.replaceChildren(element('span', {}, question), sure, keep);
  keep.focus();
}

/** Asks for the name under which the model is saved, in place of the button. */
function saveButton(run: RunSummary, { act }: RunActions): HTMLElement {
  const place = element('span', { className: 'tensorwire-save' });
  const ask = button(
    text('runs.save'),
    () => {
      const name = element('input', {
        type: 'text',
        value: run.model,
        maxLength: 200,
        attributes: { 'aria-label': text('runs.modelName') },
      });
      const save = async () => {
        const store = run.versions.at(-1)?.store ?? '';
        const asked = { run: run.run, name: name.value, store };
        if (!(await act('save', asked, text('runs.done.save', { name: name.value })))) name.focus();
      };
      name.addEventListener('keydown', event => {
        if (event.key === 'Enter') void save();
        if (event.key === 'Escape') {
          event.stopPropagation();
          place.replaceChildren(ask);
          ask.focus();
        }
      });
      place.replaceChildren(
        name,
        button(text('runs.save'), () => void save(), { icon: 'fa-check' }),
      );
      name.focus();
      name.select();
    },
    { icon: 'fa-floppy-o' },
  );
  place.append(ask);
  return place;
}
