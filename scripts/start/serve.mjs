// Runs Node-RED on 127.0.0.1 with the palette and an example flow, and prints its training and predictions.
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { narrate } from './narrate.mjs';

const root = resolve(import.meta.dirname, '../..');
const require = createRequire(join(root, 'package.json'));
const RED = require('node-red');
const express = createRequire(require.resolve('node-red'))('express');
const host = '127.0.0.1';
const port = Number(process.env.PORT ?? 1880);
const userDir = join(root, '.node-red');
const example = join(root, 'examples/Penguin species.json');

/** A userDir with the palette linked into it and, at the first start, the example as its flow. */
function prepareUserDir() {
  const scope = join(userDir, 'node_modules/@tensorwire');
  mkdirSync(scope, { recursive: true });
  if (!existsSync(join(scope, 'node-red'))) symlinkSync(root, join(scope, 'node-red'), 'junction');
  if (!existsSync(join(userDir, 'flows.json'))) cpSync(example, join(userDir, 'flows.json'));
}

const app = express();
const server = createServer(app);
server.on('error', error => {
  const taken = error.code === 'EADDRINUSE';
  console.error(taken ? `Port ${port} is taken: set PORT to another, as in PORT=1881 npm start.` : error.message);
  process.exit(1);
});

server.listen(port, host, async () => {
  prepareUserDir();
  RED.init(server, {
    userDir,
    flowFile: 'flows.json',
    httpAdminRoot: '/',
    httpNodeRoot: '/',
    credentialSecret: false,
    telemetry: { enabled: false },
    editorTheme: { tours: false },
    logging: { console: { level: 'error', metrics: false, audit: false } },
  });
  app.use('/', RED.httpAdmin);
  app.use('/', RED.httpNode);
  const address = `http://${host}:${port}/`;
  narrate(RED, address);
  await RED.start();
  console.log(`Node-RED ${RED.version()} with tensorwire: ${address}`);
});

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    if (stopping) process.exit(1);
    stopping = true;
    await RED.stop();
    process.exit(0);
  });
}
