import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { messageOf, RUN_LIMITS, type RunLimits, type RunOrigin, Runs, runLimits } from '../../src';
import type { NodeContext } from './define';
import { userDirOf } from './files';

/**
 * The topic that announces changes of runs; the editor then requests them. Those without permission learn only that
 * there was a change.
 */
export const NEWS = 'tensorwire/runs';

const known = new WeakMap<object, Runs>();
const listeners = new WeakMap<object, Set<() => void>>();

function listenersOf(RED: NodeAPI): Set<() => void> {
  const there = listeners.get(RED.events) ?? new Set();
  listeners.set(RED.events, there);
  return there;
}

/** Calls `listener` when runs have changed, at most four times a second; returns what ends it. */
export function onRuns(RED: NodeAPI, listener: () => void): () => void {
  runsOf(RED);
  const there = listenersOf(RED);
  there.add(listener);
  return () => there.delete(listener);
}

/** The runs of this Node-RED: the same object for every node file. */
export function runsOf(RED: NodeAPI): Runs {
  const folder = join(userDirOf(RED), 'tensorwire', 'runs');
  const there = known.get(RED.events);
  if (there?.folder === folder) return there;
  const runs = new Runs(folder, {
    ...limitsOf(RED),
    onNews: revision => {
      RED.comms.publish(NEWS, { revision }, false);
      for (const listener of listenersOf(RED)) listener();
    },
    onWarning: text => RED.log.warn(`tensorwire: ${text}`),
  });
  known.set(RED.events, runs);
  return runs;
}

/** `tensorwire.runs` of settings.js. A wrong setting is reported once, and the default holds. */
function limitsOf(RED: NodeAPI): RunLimits {
  const { tensorwire } = RED.settings as { tensorwire?: { runs?: unknown } };
  try {
    return runLimits(tensorwire?.runs);
  } catch (error) {
    RED.log.error(`tensorwire: ${messageOf(error)}; the default limits apply`);
    return RUN_LIMITS;
  }
}

/** The training node and its flow, by their current names. */
export function originOf({ RED, node, name }: NodeContext): RunOrigin {
  const flow = (node as { z?: string }).z ?? '';
  let flowName = '';
  RED.nodes.eachNode(config => {
    if (config.id !== flow) return;
    const { label, name: own } = config as { label?: string; name?: string };
    flowName = label || own || '';
  });
  const short = (text: string): string => text.slice(0, 200);
  return { node: node.id, name: short(name), flow, flowName: short(flowName) };
}
