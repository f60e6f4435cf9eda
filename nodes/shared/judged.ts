import type { NodeAPI } from 'node-red';
import type { Model, ReportData } from '../../src';

/** The last evaluation of each stored version, for its card: until Node-RED ends, and of so many at most. */
const MOST = 50;
const kept = new WeakMap<object, Map<string, ReportData>>();

function reportsOf(RED: NodeAPI): Map<string, ReportData> {
  const reports = kept.get(RED.httpAdmin) ?? new Map<string, ReportData>();
  kept.set(RED.httpAdmin, reports);
  return reports;
}

/** Two stores may have models of one name; a training that is repeated gives the stored version again, at another time. */
const keyOf = ({ model, version, card }: Model): string =>
  JSON.stringify([model, version, card.seed, card.data.fingerprint, card.metrics]);

export function keepJudged(RED: NodeAPI, model: Model, report: ReportData): void {
  if (model.version === null) return; // nobody can ask for it
  const reports = reportsOf(RED);
  reports.delete(keyOf(model));
  reports.set(keyOf(model), report);
  if (reports.size > MOST) reports.delete(reports.keys().next().value!);
}

/** null: it was not evaluated since Node-RED was started */
export const judgedReport = (RED: NodeAPI, model: Model): ReportData | null => reportsOf(RED).get(keyOf(model)) ?? null;
