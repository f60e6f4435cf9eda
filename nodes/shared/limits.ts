import type { NodeAPI } from 'node-red';
import { graph, messageOf } from '../../src';

const told = new WeakSet<object>();

/** `tensorwire: { limits: { … } }` of Node-RED's settings.js. A wrong setting is said once, and the usual limits hold. */
export function applyLimits(RED: NodeAPI): void {
  if (told.has(RED.settings)) return;
  told.add(RED.settings);
  const { tensorwire } = RED.settings as { tensorwire?: { limits?: unknown } };
  try {
    graph.setLimits(graph.limitsFrom(tensorwire?.limits));
  } catch (error) {
    RED.log.error(`tensorwire: ${messageOf(error)}; the usual limits hold`);
  }
}
