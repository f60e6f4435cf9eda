import { parentPort, workerData } from 'node:worker_threads';
import { ArrivingLabels, type LabelMessage } from '../../data/crossing';
import { openModelFile } from '../../engine/open';
import { setMostMemory } from '../../engine/wasm';
import { evaluate, type Other } from '../../evaluation';
import { setLimits } from '../../graph';
import { childMemory } from '../../process/memory';
import type { ModelCard } from '../../spec';
import { Dataset, DatasetBody } from '../../values/dataset';
import { Model, ModelBody } from '../../values/model';
import { confidentFile } from '../confident-file';
import { expectIndependentRows } from '../independent-rows';
import { outputsOf } from '../outputs';
import { threadFault } from '../worker/thread-fault';
import type { AskedModel, Case, FromJudge } from './messages';

/** The evaluation thread: evaluates one model on rows of one dataset, and ends. */

const port = parentPort!;
const answer = (message: FromJudge): void => port.postMessage(message);
const { model, against, confident, dataset, on, costs, engine, resolveFrom, limits } = workerData as Case;
const labels = new ArrivingLabels();

port.on('message', (message: LabelMessage) => {
  if (message.kind === 'begin') void judge();
  else labels.add(message);
});

/** `confident`: opens the file that gives confidence too. */
async function opened({ name, version, network, pipeline, onnx, calibration }: AskedModel, from: Case['confident']) {
  // The judge needs only the network and the pipeline of a model, not its card.
  const body = new ModelBody({} as ModelCard, network, {}, pipeline, onnx, null, calibration);
  const model = new Model(name, version, body);
  const file = from && confidentFile(from);
  const { program, mixes } = await openModelFile(file?.onnx ?? onnx, engine, [...resolveFrom]);
  expectIndependentRows(mixes);
  return { model, source: outputsOf(model, program, file?.name ?? null), dispose: () => program.dispose() };
}

async function judge(): Promise<void> {
  try {
    setLimits(limits);
    setMostMemory(childMemory());
    const columns = labels.into(dataset.columns);
    const { targets, split, pipeline, fingerprint, source } = dataset;
    const data = new Dataset(new DatasetBody(columns, targets, split, pipeline, fingerprint, source));
    const judged = await opened(model, confident);
    const other = against && (await opened(against.model, null));
    const compared: Other | undefined = other && against ? { ...other, reference: against.reference } : undefined;
    const report = await evaluate(judged.model, data, on, judged.source, costs, compared);
    await judged.dispose();
    await other?.dispose();
    answer({ kind: 'done', report: report.data });
  } catch (error) {
    answer({ kind: 'failed', fault: threadFault(error, 'evaluate') });
  }
  port.close();
}
