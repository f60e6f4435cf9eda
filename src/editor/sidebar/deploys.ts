/** The runtime tells every editor of a deploy, with its revision; it repeats the last one to whoever subscribes. */
const TOPIC = 'notification/runtime-deploy';

const listeners = new Set<() => void>();
/** The revision that is known already; null: nothing was subscribed yet. */
let known: string | null = null;

function listen(): void {
  known = RED.nodes.version();
  RED.comms.subscribe(TOPIC, (_topic, told) => {
    const { revision } = told as { revision?: unknown };
    if (typeof revision !== 'string' || revision === known) return;
    known = revision;
    for (const listener of listeners) listener();
  });
}

/** Calls the listener when flows were deployed, in this browser or elsewhere, and run. Returns what ends it. */
export function onDeploy(listener: () => void): () => void {
  if (known === null) listen();
  listeners.add(listener);
  return () => listeners.delete(listener);
}
