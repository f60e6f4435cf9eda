import { defineSettings, integer, KEEP, text } from '../../src';

export default defineSettings({
  group: 'config',
  inputs: 0,
  outputs: 0,
  properties: { folder: text(), keep: integer({ min: 0, default: KEEP }) },
  label: ['folder'],
});
