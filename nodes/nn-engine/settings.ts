import { choice, defineSettings, withTexts } from '../../src';

export default defineSettings({
  group: 'config',
  inputs: 0,
  outputs: 0,
  properties: { engine: withTexts('engines', choice(['auto', 'onnx', 'wasm', 'tfjs-node'], 'auto')) },
  label: ['engine'],
});
