import type { Field } from '../form';
import { type Place, reasonOf, text } from './widget';

interface Engine {
  readonly name: string;
  readonly available: boolean;
  /** the one that `auto` uses */
  readonly inUse?: boolean;
  readonly version?: string | null;
}

/** The state of the native engine's installation, as the runtime reports it. */
type Install =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly step: string; readonly done: number }
  | { readonly state: 'done'; readonly version: string; readonly restart: boolean }
  | { readonly state: 'failed'; readonly reason: string; readonly about: string };

const LIST = 'tensorwire/engines';
const INSTALL = 'tensorwire/engines/install';
const SECOND = 1000;

/**
 * Marks engines that are not installed, and shows below which one is in use. If that is not the native one, a button
 * installs it, for users with the right to do so. While the dialog is open, progress is polled once a second.
 */
export function engines(field: Field, { prefix, row, node }: Place): undefined {
  const select = $(`#${prefix}-${field.property}`);
  const label = (name: string) => node._(`${node.type}.option.${field.property}.${name}`);
  const inUse = $('<div>');
  const button = $('<button type="button" class="red-ui-button">').text(text('engine.install'));
  const why = $('<div class="tensorwire-notice">').text(text('engine.why'));
  const progress = $('<progress max="1">');
  const notice = $('<div class="tensorwire-notice" role="status">');
  const offer = $('<div>').append(button, why).hide();
  row.append($('<div class="tensorwire-engine">').append(inUse, offer, progress.hide(), notice));

  const list = async () => {
    const all = (await $.getJSON(LIST)) as Engine[];
    for (const { name, available } of all)
      select.find(`option[value="${name}"]`).text(available ? label(name) : `${label(name)} – ${text('notInstalled')}`);
    const used = all.find(engine => engine.inUse);
    const version = used?.version ? ` ${used.version}` : '';
    const key = used?.name === 'onnx' ? 'engine.inUseForLarge' : 'engine.inUse';
    inUse.text(used ? text(key, { engine: label(used.name) + version }) : '');
    return used?.name === 'onnx';
  };
  const show = (install: Install, native: boolean) => {
    const running = install.state === 'running';
    const finished = install.state === 'done';
    offer.toggle(!native && !running && !finished && RED.user.hasPermission('tensorwire.write'));
    progress.toggle(running);
    if (running) progress.val(install.done);
    notice.text(words(install)).toggleClass('tensorwire-problem', install.state === 'failed');
  };
  /** Polls until the installation has ended, or the dialog is closed. */
  const follow = async () => {
    try {
      for (;;) {
        const install = (await $.getJSON(INSTALL)) as Install;
        show(install, await list());
        if (install.state !== 'running' || !row[0]?.isConnected) return;
        await new Promise(resolve => setTimeout(resolve, SECOND));
      }
    } catch (error) {
      notice.text(text('engine.silent', { reason: reasonOf(error) }));
    }
  };
  button.on('click', async () => {
    offer.hide();
    try {
      const begun = (await $.ajax({
        url: INSTALL,
        method: 'POST',
        contentType: 'application/json',
        data: '{}',
      })) as Install;
      if (begun.state === 'failed') show(begun, false);
      else await follow();
    } catch (error) {
      notice.text(text('engine.silent', { reason: reasonOf(error) }));
    }
  });
  void follow();
  return undefined;
}

function words(install: Install): string {
  switch (install.state) {
    case 'none':
      return '';
    case 'running':
      return text(`engine.${install.step}`, { percent: Math.round(100 * install.done) });
    case 'done':
      return text(install.restart ? 'engine.restart' : 'engine.done', { version: install.version });
    case 'failed':
      return text(`engine.failed.${install.reason}`, { about: install.about });
  }
}
