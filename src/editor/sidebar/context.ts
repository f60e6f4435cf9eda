import { onDeploy } from './deploys';
import type { Selection, TabContext } from './tab';
import { onTheme, themeNow } from './theme';

const CATALOGUE = '@tensorwire/node-red/tensorwire-editor:sidebar.';

/**
 * A text with its values. They are inserted here and not by i18next, which would also interpret keys, placeholders and
 * nested texts in values.
 */
export function text(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  const places = Object.fromEntries(Object.keys(values).map(name => [name, `\uE000${name}\uE001`]));
  return RED._(CATALOGUE + key, places).replace(/\uE000(\w+)\uE001/g, (_, name: string) => String(values[name]));
}

/** The error of a failed request as a sentence: the route's, else the browser's. */
function sentenceOf(failed: JQuery.jqXHR): string {
  const { error } = (failed.responseJSON ?? {}) as { error?: unknown };
  if (typeof error === 'string') return error;
  return text(failed.status === 401 || failed.status === 403 ? 'forbidden' : 'silent');
}

function send<T>(path: string, settings: JQuery.AjaxSettings): Promise<T> {
  return new Promise((resolve, reject) => {
    // A relative address: Node-RED's editor adds the user's token to those, and only to those.
    $.ajax({ url: path, dataType: 'json', ...settings }).then(
      answer => resolve(answer as T),
      failed => reject(new Error(sentenceOf(failed as JQuery.jqXHR))),
    );
  });
}

function onSelection(listener: (selection: Selection) => void): () => void {
  const tell = () => listener({ nodes: RED.view.selection().nodes ?? [], flow: RED.workspaces.active() });
  tell();
  RED.events.on('view:selection-changed', tell);
  RED.events.on('workspace:change', tell);
  return () => {
    RED.events.off('view:selection-changed', tell);
    RED.events.off('workspace:change', tell);
  };
}

function onUpdate(topic: string, listener: () => void): () => void {
  let missed = false;
  // A page in the background is notified once, when it becomes visible again.
  const tell = () => {
    missed = document.hidden;
    if (!missed) listener();
  };
  const seen = () => {
    if (missed) tell();
  };
  RED.comms.subscribe(topic, tell);
  RED.comms.on('connect', tell); // updates may have been missed meanwhile
  document.addEventListener('visibilitychange', seen);
  return () => {
    document.removeEventListener('visibilitychange', seen);
    RED.comms.unsubscribe(topic, tell);
    RED.comms.off('connect', tell);
  };
}

/** The parts of the editor that tabs may use. `say`: where the shell shows a sentence. */
export const contextWith = (say: TabContext['say']): Omit<TabContext, 'reveal' | 'open' | 'draftOf'> => ({
  ask: (path, query = {}) => send(path, { data: query }),
  change: (path, body = {}) =>
    send(path, { method: 'POST', contentType: 'application/json', data: JSON.stringify(body) }),
  text,
  mayChange: () => RED.user.hasPermission('tensorwire.write'),
  onSelection,
  onUpdate,
  onDeploy,
  theme: themeNow,
  onTheme,
  say,
});
