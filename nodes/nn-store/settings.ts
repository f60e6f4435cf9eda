import { KEEP } from '../../src';
import { integer } from '../../src/catalogue/arguments';
import { defineSettings, text } from '../../src/settings';

export default defineSettings({
  group: 'config',
  inputs: 0,
  outputs: 0,
  properties: { folder: text(), keep: integer({ min: 0, default: KEEP }) },
  label: ['folder'],
});
