import { type Part, recordsToColumns } from '../data';
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
  /** `part`: what was explained already of `of` records */
  const explain = (records: unknown, part?: Part, of?: number): Promise<readonly Explanation[]> => {
    const { columns, rows, warnings } = recordsToColumns(explainer.pipeline, records, part);
    for (const warning of warnings) if (!warned.has(warning)) warn(warning);
    for (const warning of warnings) warned.add(warning);
    const all = Int32Array.from({ length: rows }, (_, row) => row);
    const onProgress = (done: number, some: number): void =>
      request.onProgress?.((part?.before ?? 0) + done, of ?? some);
    return explainRows(explainer, columns, all, { ...request, onProgress });
  };
  if (!Array.isArray(payload) || !isRecord(payload[0])) return explain(payload);
  if (request.method === 'dependence') {
    const step = Math.ceil(payload.length / DEPENDENCE_ROWS);
    return explain(payload.filter((_, row) => row % step === 0));
  }
  const explained: Explanation[] = [];
  for (let before = 0; before < payload.length; before += ROWS) {
    const some = payload.slice(before, before + ROWS);
    for (const one of await explain(some, { before, first: payload[0] }, payload.length)) explained.push(one);
  }
  return explained;
}
