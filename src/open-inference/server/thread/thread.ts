import { parentPort, workerData } from 'node:worker_threads';
import { Pacer } from '../../../data';
import { packTexts } from '../../../data/table/text-dictionary';
import { textsOf } from '../../../data/table/texts';
import { faultOf } from '../../../process/fault';
import { readRequest } from '../../protocol/request';
import type { NamedTensor } from '../../protocol/tensors';
import type { FromThread, SentTensor, ThreadData } from './messages';

/** The thread that reads one request, and ends. */

const { bytes, header } = workerData as ThreadData;

async function sent({ data, ...tensor }: NamedTensor): Promise<SentTensor> {
  if (data instanceof Float32Array || data instanceof Float64Array) return { ...tensor, data };
  const texts = textsOf(data.map(text => text ?? ''));
  return {
    ...tensor,
    data: { ...(await packTexts(texts, new Pacer())), missing: Uint8Array.from(data, text => Number(text === null)) },
  };
}

async function answer(): Promise<FromThread> {
  try {
    const { inputs, ...request } = readRequest(bytes, header);
    return { kind: 'read', request, inputs: await Promise.all(inputs.map(sent)) };
  } catch (error) {
    return { kind: 'failed', fault: faultOf(error, { subject: '' }) };
  }
}

void answer().then(message => parentPort!.postMessage(message));
