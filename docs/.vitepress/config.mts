import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DefaultTheme, defineConfig } from 'vitepress';

/** The pages were put together by scripts/docs/main.ts. */
const stage = resolve(import.meta.dirname, '../../.cache/docs');
const sidebar: Record<'en-US' | 'zh-CN', DefaultTheme.SidebarMulti> = JSON.parse(
  readFileSync(resolve(stage, 'sidebar.json'), 'utf8'),
);
/** For a test: only these pages are built, and links to others are not checked. */
const only = process.env.DOCS_ONLY?.split(',');
const pages = readdirSync(resolve(stage, 'pages'), { recursive: true })
  .map(name => String(name).replaceAll('\\', '/'))
  .filter(name => name.endsWith('.md'));
const repository = 'https://github.com/tensorwire/node-red';

export default defineConfig({
  title: 'tensorwire',
  srcDir: resolve(stage, 'pages'),
  outDir: resolve(stage, only ? 'some' : 'site'),
  ...(only && { srcExclude: pages.filter(page => !only.includes(page)), ignoreDeadLinks: true }),
  cacheDir: resolve(stage, 'cache'),
  base: process.env.BASE ?? '/',
  cleanUrls: false,
  lastUpdated: false,
  metaChunk: true,
  head: [['link', { rel: 'icon', href: `${process.env.BASE ?? '/'}logo.svg`, type: 'image/svg+xml' }]],
  markdown: {
    // GitHub's anchors, so that links between the files work there and here
    anchor: {
      slugify: (title: string) =>
        title
          .trim()
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, '')
          .replace(/\s/g, '-'),
    },
    theme: { light: 'github-light', dark: 'github-dark' },
    // Braces are braces: no page uses Vue's expressions.
    config: md => {
      const render = md.render.bind(md);
      md.render = (...args) => render(...args).replaceAll('{{', '&#123;&#123;');
    },
  },
  locales: {
    root: {
      label: 'English',
      lang: 'en-US',
      description: 'Neural networks as Node-RED flows: build, train, judge and run them on your own data.',
      themeConfig: {
        nav: [
          { text: 'Start', link: '/guide/start' },
          { text: 'Examples', link: '/examples/' },
          { text: 'Reference', link: '/reference/' },
          { text: 'Troubleshooting', link: '/troubleshooting/' },
        ],
        sidebar: sidebar['en-US'],
        outline: { level: [2, 3] },
      },
    },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      link: '/zh/',
      description: '以 Node-RED 流程表示的神经网络：用自己的数据搭建、训练、评估和运行。',
      themeConfig: {
        nav: [
          { text: '入门', link: '/zh/guide/start' },
          { text: '示例', link: '/zh/examples/' },
          { text: '参考', link: '/zh/reference/' },
          { text: '故障排除', link: '/zh/troubleshooting/' },
        ],
        sidebar: sidebar['zh-CN'],
        outline: { level: [2, 3], label: '本页内容' },
        docFooter: { prev: '上一页', next: '下一页' },
        returnToTopLabel: '返回顶部',
        sidebarMenuLabel: '菜单',
        darkModeSwitchLabel: '外观',
        lightModeSwitchTitle: '切换到浅色',
        darkModeSwitchTitle: '切换到深色',
        langMenuLabel: '切换语言',
        skipToContentLabel: '跳到内容',
        notFound: { title: '没有此页', quote: '该地址没有页面。', linkText: '返回首页', linkLabel: '返回首页' },
      },
    },
  },
  themeConfig: {
    logo: '/logo.svg',
    socialLinks: [{ icon: 'github', link: repository }],
    search: {
      provider: 'local',
      options: {
        detailedView: true,
        miniSearch: {
          // Chinese has no spaces: each character is a word, and a search asks for all of them.
          options: {
            tokenize: (text: string) => text.toLowerCase().match(/[\u3400-\u9fff]|[\p{L}\p{N}_]+/gu) ?? [],
          },
          searchOptions: { combineWith: 'AND', fuzzy: 0.1, prefix: true, boost: { title: 8, titles: 2, text: 1 } },
        },
        locales: {
          zh: {
            translations: {
              button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
              modal: {
                displayDetails: '显示详情',
                resetButtonTitle: '清除',
                backButtonTitle: '关闭',
                noResultsText: '没有结果：',
                footer: { selectText: '选择', navigateText: '切换', closeText: '关闭' },
              },
            },
          },
        },
      },
    },
  },
});
