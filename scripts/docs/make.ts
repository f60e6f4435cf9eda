import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fragments, indexPages } from './indexes';
import { layerPages } from './layers';
import { homesOf, loadNodes, nodePages } from './nodes';
import { partPages } from './parts';
import { STAGE } from './root';
import { sidebars } from './sidebar';
import { stageWritten, write } from './stage';
import { folderOf, languages } from './text';
import { troubleshootingPages } from './troubleshooting';

/** Puts the pages of the site together in .cache/docs, from what is written and from what the code knows. */
export async function makePages(): Promise<void> {
  rmSync(join(STAGE, 'pages'), { recursive: true, force: true });
  mkdirSync(join(STAGE, 'pages'), { recursive: true });
  const nodes = await loadNodes();
  const sidebar: Record<string, unknown> = {};
  for (const language of languages) {
    const pages = [
      ...indexPages(nodes, language),
      ...nodePages(nodes, language),
      ...(await layerPages(language, homesOf(nodes, language))),
      ...(await partPages(language)),
      ...troubleshootingPages(language),
    ];
    for (const { path, text } of pages) write(`${folderOf(language)}${path}`, text);
    sidebar[language] = sidebars(nodes, pages, language);
  }
  const generated = { en: fragments(nodes, 'en-US'), zh: fragments(nodes, 'zh-CN') };
  stageWritten(page => (page.startsWith('zh/') ? generated.zh : generated.en));
  writeFileSync(join(STAGE, 'sidebar.json'), JSON.stringify(sidebar));
}
