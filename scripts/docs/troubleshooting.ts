import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { translate } from '../../src/locale/translate';
import { type Sentence, sentences } from '../../test/locale/sentences';
import { ROOT } from './root';
import { code, type Language, link, type Page, paragraphs, plain } from './text';

/** An error that is explained: the sentence as in the code, with … for its values. */
export interface Explained {
  readonly sentence: string;
  readonly 'en-US': { readonly meaning: string; readonly remedy: string };
  readonly 'zh-CN': { readonly meaning: string; readonly remedy: string };
}

/** A sentence as users see it. */
export interface ErrorSentence {
  readonly english: string;
  readonly chinese: string;
  readonly area: string;
  /** the node whose code says it, if one node alone does */
  readonly node?: string;
}

/** Where a sentence comes from decides on which page it stands; the first that fits. */
const AREAS: readonly (readonly [area: string, folders: RegExp])[] = [
  ['data', /^src\/(data|data-report|tensor|files)\/|^nodes\/nn-(dataset|tensor|window)\//],
  [
    'network',
    /^src\/(network|catalogue|canvas|flow|graph|settings|shape)|^nodes\/nn-(merge|input|output|network|optimizer)\//,
  ],
  ['training', /^src\/(training|runs|process|engine)\/|^nodes\/nn-(train|engine)\//],
  ['models', /^src\/(store|onnx)\/|^nodes\/nn-(model|store)\//],
  ['use', /^src\/(inference|calibration|explanation|evaluation|charts)\/|^nodes\/(nn-(predict|evaluate|explain)|ui-)/],
  ['editor', /./],
];
const ERRORS = ['TensorwireError', 'Problem', 'badArgument', 'cellError', 'columnError', 'warnings.push', 'node.warn'];

const titles: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  'en-US': {
    index: 'Troubleshooting',
    data: 'Errors of data',
    network: 'Errors of networks',
    training: 'Errors of training',
    models: 'Errors of stored models and files',
    use: 'Errors of predictions, reports and explanations',
    editor: 'Errors of messages and the editor',
  },
  'zh-CN': {
    index: '故障排除',
    data: '数据的错误',
    network: '网络的错误',
    training: '训练的错误',
    models: '已存储模型和文件的错误',
    use: '预测、报告与解释的错误',
    editor: '消息和编辑器的错误',
  },
};

const said = {
  'en-US': {
    meaning: 'What it means',
    remedy: 'What to do',
    from: 'Said by',
    english: 'In English',
    about:
      'Each sentence names who says it (a node, a file, a column), what was expected, and what came; … stands for such a value. Search for a few of its words.',
    intro:
      'An error is the status of the node that met it, and the error of the message: a **catch** node gets it. These are the ones that people meet most often. Every sentence that this palette can say is in the lists; the search at the top finds it by a few of its words.',
    lists: 'All sentences',
  },
  'zh-CN': {
    meaning: '含义',
    remedy: '解决办法',
    from: '来自',
    english: '英文',
    about: '每个句子都说明是谁说的（节点、文件或列）、应为什么以及收到了什么；… 代表这样的值。请用其中几个词搜索。',
    intro:
      '错误显示为遇到它的节点的状态，也是消息的错误：**catch** 节点会收到它。下面是最常见的错误。本节点包能说出的每个句子都在列表中；用其中几个词在页面顶部搜索即可找到。',
    lists: '所有句子',
  },
} as const;

export const explained = (): readonly Explained[] =>
  JSON.parse(readFileSync(join(ROOT, 'docs/reference/errors.json'), 'utf8'));

/** Every error and warning in the code, once. */
export function errorSentences(): ErrorSentence[] {
  const found = new Map<string, ErrorSentence>();
  for (const sentence of sentences().filter(({ by }) => ERRORS.includes(by))) {
    const one = asError(sentence);
    if (/[a-z]{3,}.* /i.test(one.english)) found.set(one.english, found.get(one.english) ?? one);
  }
  return [...found.values()].sort((a, b) => a.english.localeCompare(b.english));
}

function asError({ file, text, by }: Sentence): ErrorSentence {
  const [area] = AREAS.find(([, folders]) => folders.test(file.replaceAll('\\', '/')))!;
  const node = /^nodes[\\/]((?:nn|ui-nn)-[a-z-]+)/.exec(file)?.[1];
  const chinese = open(translate(text, 'zh-CN'));
  const english = open(text);
  const argument = by === 'badArgument';
  return {
    english: argument ? `… must be ${english}, received …` : english,
    chinese: argument
      ? `… 必须${/^(不|小于|大于|留空|在|对于|足够|每)/.test(chinese) ? '' : '是'}${chinese}，收到 …`
      : chinese,
    area,
    ...(node && { node }),
  };
}

/** The numbers that stand for values become gaps. */
const open = (text: string): string => text.replaceAll('7', '…').trim();

const anchorOf = (english: string): string => `e-${createHash('sha256').update(english).digest('hex').slice(0, 8)}`;

export function troubleshootingPages(language: Language): Page[] {
  const all = errorSentences();
  const known = new Map(explained().map(one => [one.sentence, one]));
  const areas = AREAS.map(([area]) => area).filter(area => all.some(one => one.area === area));
  const words = said[language];
  const lists = areas
    .map(area => `- ${link(titles[language][area]!, language, `troubleshooting/${area}.md`)}`)
    .join('\n');
  const often = all.filter(one => known.has(one.english));
  return [
    {
      path: 'troubleshooting/index.md',
      title: titles[language].index!,
      text: paragraphs(
        `# ${titles[language].index}`,
        words.intro,
        ...often.flatMap(one => sentenceParts(one, known.get(one.english), language, 2)),
        `## ${words.lists}`,
        lists,
      ),
    },
    ...areas.map(area => ({
      path: `troubleshooting/${area}.md`,
      title: titles[language][area]!,
      text: paragraphs(
        `# ${titles[language][area]}`,
        words.about,
        ...all.filter(one => one.area === area).flatMap(one => sentenceParts(one, known.get(one.english), language, 3)),
      ),
    })),
  ];
}

function sentenceParts(one: ErrorSentence, about: Explained | undefined, language: Language, level: number): string[] {
  const words = said[language];
  const title = language === 'zh-CN' ? one.chinese : one.english;
  return [
    `${'#'.repeat(level)} ${plain(title)} {#${anchorOf(one.english)}}`,
    language === 'zh-CN' ? `${words.english}：${code(one.english)}` : '',
    about ? `**${words.meaning}:** ${about[language].meaning}\n\n**${words.remedy}:** ${about[language].remedy}` : '',
    one.node ? `${words.from} ${link(one.node, language, `reference/nodes/${one.node}.md`)}` : '',
  ];
}
