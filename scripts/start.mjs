// `npm start`: from a clone to Node-RED with a trained network. Sets up what is missing, then runs serve.mjs.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, installDependencies, nodeForNodeRed, root } from './lib/setup.mjs';

const say = step => console.log(`· ${step} …`);

try {
  await installDependencies(say);
  const node = await nodeForNodeRed(say);
  await build(say);
  const server = spawn(node, [join(root, 'scripts/start/serve.mjs')], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
  server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
