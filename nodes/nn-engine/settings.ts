import { choice, defineSettings, integer, orAuto, required, secret, text, when, withTexts } from '../../src';

const onRay = { kind: ['ray'] };

export default defineSettings({
  group: 'config',
  inputs: 0,
  outputs: 0,
  properties: {
    kind: choice(['local', 'ray'], 'local'),
    engine: when({ kind: ['local'] }, withTexts('engines', choice(['auto', 'onnx', 'wasm', 'tfjs-node'], 'auto'))),
    threads: when({ kind: ['local'], engine: ['auto', 'onnx'] }, orAuto(integer({ min: 1, max: 256, default: 1 }))),
    address: when(
      onRay,
      required('the URL of a Ray cluster, such as http://192.168.0.10:8265', text('cluster'), onRay),
    ),
    token: when(onRay, secret()),
    workers: when(onRay, integer({ min: 1, max: 256, default: 1 })),
    cpus: when(onRay, integer({ min: 1, max: 256, default: 1 })),
    storage: when(onRay, text()),
    environment: when(onRay, text()),
  },
  label: ['address', 'engine', 'kind'],
});
