import { encode } from '../../onnx/proto';
import { DataType } from '../../onnx/schema';
import type { Ort } from './ort';

const CHANNELS = 16;

let found: Promise<number> | undefined;

/**
 * How many channels ONNX Runtime's own convolution kernels hold side by side on this processor (16 with AVX-512, else
 * 8); 0 if it has none: not on x64, or a version that has dropped them. It cannot be queried, so a convolution of one
 * pixel reveals it: the kernel's numbers are 0, 1, 2, …, and the pixel is 1 in channel 1 and 0 in all others. So its
 * first number is the position of the weights of channel 1.
 */
export async function channelBlock(ort: Ort): Promise<number> {
  if (process.arch !== 'x64') return 0;
  found ??= ask(ort).catch(() => 0); // a version without these kernels refuses the convolution
  return found;
}

async function ask(ort: Ort): Promise<number> {
  const session = await ort.InferenceSession.create(onePixel(), { logSeverityLevel: 4, intraOpNumThreads: 1 });
  try {
    const { y } = await session.run({}, { logSeverityLevel: 4 });
    const [first] = y!.data as Float32Array;
    return first === 16 || first === 8 ? first : 0;
  } finally {
    await session.release();
  }
}

function onePixel(): Uint8Array {
  const numbers = (name: string, dims: number[], of: (i: number) => number) => ({
    name,
    dims,
    dataType: DataType.float32,
    floatData: Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => of(i)),
  });
  const initializer = [
    numbers('x', [1, CHANNELS, 1, 1], i => Number(i === 1)),
    numbers('w', [CHANNELS, CHANNELS, 1, 1], i => i),
  ];
  const node = [{ opType: 'Conv', domain: 'com.microsoft.nchwc', input: ['x', 'w'], output: ['y'] }];
  const dim = [1, CHANNELS, 1, 1].map(dimValue => ({ dimValue }));
  const output = [{ name: 'y', type: { tensorType: { elemType: DataType.float32, shape: { dim } } } }];
  const opsetImport = [
    { domain: '', version: 18 },
    { domain: 'com.microsoft.nchwc', version: 1 },
  ];
  return encode('Model', { irVersion: 8, opsetImport, graph: { name: 'onePixel', node, initializer, output } });
}
