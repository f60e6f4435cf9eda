// `npm run docs`: builds the site of the documentation into .cache/docs/site; with --serve it is shown on
// http://127.0.0.1:4173 as well (PORT=… for another port). BASE=/folder/ for a site that is not at the root of its host.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installDependencies, root, run } from './lib/setup.mjs';

const say = step => console.log(`· ${step} …`);
const vitepress = join(root, 'node_modules/vitepress/bin/vitepress.js');

try {
  if (!existsSync(vitepress)) await installDependencies(say);
  await run(process.execPath, ['scripts/generate.mjs']);
  say('putting the pages together');
  await run(process.execPath, ['--import', 'tsx', 'scripts/docs/main.ts']);
  say('building the site');
  await run(process.execPath, [vitepress, 'build', 'docs']);
  console.log(`The site is in ${join('.cache', 'docs', 'site')}.`);
  if (process.argv.includes('--serve')) {
    const port = process.env.PORT ?? '4173';
    console.log(`Shown on http://127.0.0.1:${port}${process.env.BASE ?? '/'}`);
    const { serve } = await import('vitepress');
    await serve({ root: join(root, 'docs'), port: Number(port), base: process.env.BASE });
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
