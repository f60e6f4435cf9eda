import assert from 'node:assert/strict';
import type { Block, Content } from '../../src/charts';
import { escaped } from '../../src/charts/page/escape';
import { htmlOf } from '../../src/charts/page/html';

const MARKUP = '</style></title><script>alert(1)</script><img src="http://x" onerror=\'x\'>&amp;\u0000';

const content = (text: string): Content => {
  const picture = { name: text, title: text, summary: text, option: {}, width: 460, height: 320 };
  const blocks: Block[] = [
    { kind: 'text', text, tone: 'good' },
    { kind: 'statement', text, more: text, tone: 'bad' },
    { kind: 'list', items: [text] },
    { kind: 'tiles', tiles: [{ label: text, value: text, beside: text }] },
    { kind: 'table', table: { title: text, head: [text], rows: [[text], [{ text, tone: 'good' }]], numbers: [0] } },
    { kind: 'pictures', pictures: [{ picture, caption: text }] },
  ];
  return { title: text, subtitle: text, sections: [{ title: text, blocks }] };
};

describe('a page', () => {
  it('takes no text for markup, wherever it stands', () => {
    const plain = htmlOf(content('x'), ['<svg width="1" height="1"></svg>'], 'en-US');
    const page = htmlOf(content(MARKUP), ['<svg width="1" height="1"></svg>'], 'en-US');
    const tags = (html: string) => [...html.matchAll(/<\/?[a-z!][^>\s]*/gi)].map(([tag]) => tag);
    assert.deepEqual(tags(page), tags(plain));
    assert.ok(page.split(escaped(MARKUP)).length > 15);
    assert.ok(!page.includes('\u0000'));
  });

  it('asks nothing of anybody', () => {
    const page = htmlOf(content('x'), ['<svg width="1" height="1"></svg>'], 'zh-CN');
    assert.match(page, /<html lang="zh-CN">/);
    assert.match(page, /Content-Security-Policy" content="default-src 'none'/);
    assert.doesNotMatch(page, /https?:|<link|<script|url\(|@import|\ssrc=/);
  });
});
