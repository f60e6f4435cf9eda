import { parentPort, workerData } from 'node:worker_threads';
import { ArrivingLabels, type LabelMessage } from '../../data/crossing';
import { faultOf } from '../../process/fault';
import { Dataset, DatasetBody } from '../../values/dataset';
import { dataReport } from '../data-report';
import type { FromReporter, Looked } from './messages';

/** The thread that makes the report of one dataset, and ends. */

const port = parentPort!;
const answer = (message: FromReporter): void => port.postMessage(message);
const looked = workerData as Looked;
const labels = new ArrivingLabels();

port.on('message', (message: LabelMessage) => {
  if (message.kind === 'labels') return labels.add(message);
  try {
    answer({ kind: 'done', report: dataReport(datasetOf(looked)) });
  } catch (error) {
    answer({ kind: 'failed', fault: faultOf(error, { subject: 'data report' }) });
  }
  port.close();
});

function datasetOf({ columns, targets, split, pipeline, fingerprint, source, ...rest }: Looked): Dataset {
  const { dropped, sampleWeight, findings } = rest;
  const all = labels.into(columns);
  return new Dataset(
    new DatasetBody(all, targets, split, pipeline, fingerprint, source, dropped, sampleWeight, findings),
  );
}
