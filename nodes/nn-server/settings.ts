import { defineSettings, integer, inUnit, number, required, secret, text } from '../../src';

export default defineSettings({
  group: 'config',
  inputs: 0,
  outputs: 0,
  properties: {
    address: required('the URL of a server, such as https://models.example.com', text()),
    token: secret(),
    model: text(),
    version: text(),
    batchSize: integer({ min: 1, max: 1024, default: 64 }),
    timeout: inUnit('s', number({ min: 0.1, max: 600, default: 10 })),
    retries: integer({ min: 0, max: 10, default: 2 }),
  },
  label: ['address'],
});
