// Loaded before node-red-dev: answers for the hosts that it asks, which a test must not depend on. No other palette has our
// names; the Node-RED releases are those that the tests install.
const { createRequire } = require('node:module');

const axios = createRequire(require.resolve('node-red-dev/package.json'))('axios');
const release = (version, node) => ({ [version]: { engines: { node } } });
const answers = {
  'https://catalogue.nodered.org/catalogue.json': { modules: [] },
  'https://registry.npmjs.org/node-red': {
    'dist-tags': { latest: '5.0.7', maintenance: '4.1.15' },
    versions: { ...release('5.0.7', '>=22.9'), ...release('4.1.15', '>=18.5') },
  },
};
axios.get = async url => {
  if (!(url in answers)) throw new Error(`node-red-dev asked for ${url}`);
  return { data: answers[url] };
};
