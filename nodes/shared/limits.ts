import type { NodeAPI } from 'node-red';
import { graph, messageOf, setTrainingsAtOnce } from '../../src';

const applied = new WeakSet<object>();

/**
 * `tensorwire: { limits: { … }, trainings: 2 }` of Node-RED's settings.js. A wrong setting is reported once, and the
 * default holds.
 */
export function applyLimits(RED: NodeAPI): void {
  if (applied.has(RED.settings)) return;
  applied.add(RED.settings);
  const { tensorwire } = RED.settings as { tensorwire?: { limits?: unknown; trainings?: unknown } };
  const take = (setting: () => void): void => {
    try {
      setting();
    } catch (error) {
      RED.log.error(`tensorwire: ${messageOf(error)}; the default limits apply`);
    }
  };
  take(() => graph.setLimits(graph.limitsFrom(tensorwire?.limits)));
  take(() => setTrainingsAtOnce(tensorwire?.trainings));
}
