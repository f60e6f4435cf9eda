import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf, lists, namesOf } from '../../scripts/docs/entries';
import { paged } from '../../scripts/docs/indexes';
import { makePages } from '../../scripts/docs/make';
import { loadNodes } from '../../scripts/docs/nodes';
import { ROOT, STAGE } from '../../scripts/docs/root';
import { guides } from '../../scripts/docs/sidebar';
import { folderOf, languages } from '../../scripts/docs/text';
import { errorSentences, explained } from '../../scripts/docs/troubleshooting';
import { layers } from '../../src/catalogue';
import { anchorsOf, linksOf } from './markdown';

const PAGES = join(STAGE, 'pages');
const read = (path: string): string => readFileSync(join(PAGES, path), 'utf8');
const there = (path: string): boolean => existsSync(join(PAGES, path));

describe('the pages of the documentation', () => {
  let pages: string[] = [];
  before(async () => {
    await makePages();
    pages = readdirSync(PAGES, { recursive: true })
      .map(name => String(name).replaceAll('\\', '/'))
      .filter(name => name.endsWith('.md'));
  });

  for (const language of languages) {
    const folder = folderOf(language);
    it(`every node has a page with all its settings (${language})`, async () => {
      for (const { form } of await loadNodes()) {
        const page = read(`${folder}reference/nodes/${form.type}.md`);
        const missing = form.fields.filter(({ property }) => !page.includes(`{#setting-${property}}`));
        assert.deepEqual(missing, [], form.type);
      }
    });

    it(`every entry of the catalogue has its page or its section (${language})`, () => {
      for (const list of lists)
        for (const name of namesOf(list)) {
          const page = paged.includes(list) ? `${folder}reference/${list}/${name}.md` : `${folder}reference/${list}.md`;
          assert.ok(there(page), page);
          if (!paged.includes(list)) assert.ok(read(page).includes(`{#${name}}`), `${page}: ${name}`);
        }
    });

    it(`every guide is there (${language})`, () => {
      assert.deepEqual(
        guides().filter(guide => !there(`${folder}${guide}.md`)),
        [],
      );
    });
  }

  it('what is generated in Chinese is not half English', () => {
    const half = pages
      .filter(page => /^zh\/reference\/(layers|optimizers|losses|metrics)\//.test(page))
      .filter(page =>
        /[a-z]{3,} [a-z]{3,} [a-z]{3,} [a-z]{3,}/.test(read(page).replace(/```[\s\S]*?```|<[^>]*>|`[^`]*`/g, '')),
      );
    assert.deepEqual(half, []);
  });

  it('every link leads to a page, every anchor to a heading, every picture to a file', () => {
    const anchors = new Map(pages.map(page => [page, anchorsOf(read(page))]));
    const dead = pages.flatMap(page =>
      linksOf(read(page), page)
        .filter(({ file, hash }) => !there(file) || (hash !== '' && anchors.get(file)?.has(hash) === false))
        .map(({ text }) => `${page}: ${text}`),
    );
    assert.deepEqual(dead, []);
  });

  it('no page loads anything from elsewhere', () => {
    const loading =
      /(?:<(?:img|script|link|iframe|video|source)\b[^>]*(?:src|href)=|!\[[^\]]*\]\()["']?(?:https?:)?\/\//;
    assert.deepEqual(
      pages.filter(page => loading.test(read(page))),
      [],
    );
  });

  it('the errors that are explained are those in the code', () => {
    const said = new Set(errorSentences().map(({ english }) => english));
    assert.deepEqual(
      explained()
        .map(({ sentence }) => sentence)
        .filter(sentence => !said.has(sentence)),
      [],
    );
  });

  it('a page of a layer has its arguments and computed numbers', () => {
    const page = read('reference/layers/Dense.md');
    assert.match(page, /<math/);
    for (const { property } of fieldsOf(layers.Dense!.arguments)) assert.ok(page.includes(property), property);
    assert.match(page, /Output\n\[\[5, 0\]\]/); // relu([1, 2, 3] · [[1, 0], [−1, 0.5], [2, −0.5]])
  });

  it('some of the pages become a site that loads nothing from elsewhere, and whose search knows a layer', () => {
    const only = ['index.md', 'zh/index.md', 'reference/layers/LSTM.md', 'zh/reference/layers/LSTM.md'];
    const vitepress = join(ROOT, 'node_modules/vitepress/bin/vitepress.js');
    execFileSync(process.execPath, [vitepress, 'build', 'docs'], {
      cwd: ROOT,
      env: { ...process.env, DOCS_ONLY: only.join(',') },
      stdio: 'pipe',
    });
    const site = join(STAGE, 'some');
    const built = readdirSync(site, { recursive: true }).map(name => join(site, String(name)));
    const loading =
      /<(?:script|img|link|iframe|source)\b[^>]*(?:src|href)="(?:https?:)?\/\/|url\(["']?https?:|@import ["']?https?:/;
    assert.deepEqual(
      built.filter(file => /\.(html|css)$/.test(file) && loading.test(readFileSync(file, 'utf8'))),
      [],
    );
    for (const [locale, page] of [
      ['root', '/reference/layers/LSTM.html'],
      ['zh', '/zh/reference/layers/LSTM.html'],
    ] as const) {
      const index = built.find(file => file.includes(`localSearchIndex${locale}`));
      assert.ok(index, `no index of ${locale}`);
      const text = readFileSync(index, 'utf8');
      assert.ok(text.includes(page), `${page} is not in the index of ${locale}`);
      assert.ok(text.includes('lstm'), 'the word of its title is not in the index');
    }
  });
});
