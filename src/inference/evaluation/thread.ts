import { parentPort, workerData } from 'node:worker_threads';
import { ArrivingLabels, type LabelMessage } from '../../data/crossing';
import { openModelFile } from '../../engine/open';
import { setMostMemory } from '../../engine/wasm';
import { evaluate } from '../../evaluation';
import { setLimits } from '../../graph';
import { childMemory } from '../../process/memory';
import type { ModelCard } from '../../spec';
import { Dataset, DatasetBody } from '../../values/dataset';
import { Model, ModelBody } from '../../values/model';
import { confidentFile } from '../confident-file';
import { expectIndependentRows } from '../independent-rows';
import { outputsOf } from '../outputs';
import { threadFault } from '../worker/thread-fault';
import type { Case, FromJudge } from './messages';

/** The evaluation thread: evaluates one model on rows of one dataset, and ends. */

const port = parentPort!;
const answer = (message: FromJudge): void => port.postMessage(message);
const { model, confident, dataset, on, costs, engine, resolveFrom, limits } = workerData as Case;
const labels = new ArrivingLabels();

port.on('message', (message: LabelMessage) => {
  if (message.kind === 'begin') void judge();
  else labels.add(message);
});

async function judge(): Promise<void> {
  try {
    setLimits(limits);
    setMostMemory(childMemory());
    const columns = labels.into(dataset.columns);
    const { targets, split, pipeline, fingerprint, source } = dataset;
    const data = new Dataset(new DatasetBody(columns, targets, split, pipeline, fingerprint, source));
    // The judge needs only the network and the pipeline of the model, not its card.
    const body = new ModelBody({} as ModelCard, model.network, {}, model.pipeline, model.onnx, null, model.calibration);
    const judged = new Model(model.name, model.version, body);
    const file = confident && confidentFile(confident);
    const { program, mixes } = await openModelFile(file?.onnx ?? model.onnx, engine, [...resolveFrom]);
    expectIndependentRows(mixes);
    const report = await evaluate(judged, data, on, outputsOf(judged, program, file?.name ?? null), costs);
    await program.dispose();
    answer({ kind: 'done', report: report.data });
  } catch (error) {
    answer({ kind: 'failed', fault: threadFault(error, 'evaluate') });
  }
  port.close();
}
