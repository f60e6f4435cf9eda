import { recordsToColumns } from '../data';
import { isRecord } from '../data/error-text';
import { DEPENDENCE_ROWS } from './dependence';
import { explainRows } from './explain';
import { type Explainer, ROWS } from './explainer';
import type { Explanation } from './explanation';
import type { ExplanationRequest } from './request';

/**
 * Explanations of raw records, one for each; of `dependence` one for all, by evenly spaced records of many. A long list is
 * read in pieces, between which the event loop gets a turn. `warn` is called once for each warning.
 */
export async function explainRecords(
  explainer: Explainer,
  payload: unknown,
  request: ExplanationRequest,
  warn: (warning: string) => void,
): Promise<readonly Explanation[]> {
  const warned = new Set<string>();
  /** `before`: how many records of `of` were explained already */
  const explain = (records: unknown, before = 0, of?: number): Promise<readonly Explanation[]> => {
    const { columns, rows, warnings } = recordsToColumns(explainer.pipeline, records);
    for (const warning of warnings) if (!warned.has(warning)) warn(warning);
    for (const warning of warnings) warned.add(warning);
    const all = Int32Array.from({ length: rows }, (_, row) => row);
    const onProgress = (done: number, some: number): void => request.onProgress?.(before + done, of ?? some);
    return explainRows(explainer, columns, all, { ...request, onProgress });
  };
  if (!Array.isArray(payload) || !isRecord(payload[0])) return explain(payload);
  if (request.method === 'dependence') {
    const step = Math.ceil(payload.length / DEPENDENCE_ROWS);
    return explain(payload.filter((_, row) => row % step === 0));
  }
  const explained: Explanation[] = [];
  for (let from = 0; from < payload.length; from += ROWS) {
    try {
      for (const one of await explain(payload.slice(from, from + ROWS), from, payload.length)) explained.push(one);
    } catch (error) {
      if (from > 0) recordsToColumns(explainer.pipeline, payload); // fails with the row's number in the whole list
      throw error;
    }
  }
  return explained;
}
