import assert from 'node:assert/strict';
import { CATALOGUES, languageFor, translate } from '../../src/locale/translate';
import { sentences } from './sentences';

/** Three English words in a row, outside of quotes. */
const isHalf = (text: string): boolean => /[a-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text.replace(/"[^"]*"/g, ''));
const places = (text: string): string[] => text.match(/\{\d+\}/g) ?? [];

describe('sentences in Chinese', () => {
  it('every sentence that a user is told has a translation', () => {
    const all = sentences();
    assert.ok(all.length > 250, `only ${all.length} were found`);
    const without = all
      .filter(({ text }) => text.split(' · ').some(part => /[a-z]{3,} /.test(part)))
      .filter(({ text }) => !/\p{Script=Han}/u.test(translate(text, 'zh-CN')) || isHalf(translate(text, 'zh-CN')));
    assert.deepEqual(without, []);
  });

  it('a translation has no value that its sentence has not', () => {
    for (const [english, own] of Object.entries(CATALOGUES['zh-CN']!)) {
      const known = places(english);
      const wrong = places(own).filter(place => !known.includes(place));
      assert.deepEqual(wrong, [], english);
    }
  });

  for (const [english, chinese] of [
    ['dense: units must be a whole number of at least 1, received 0', 'dense：units 必须是不小于 1 的整数，收到 0'],
    [
      'predict: payload: column "age", row 1: is missing; give null where the value is not known',
      'predict：payload：列 "age" 第 1 行：缺失；值未知时请给出 null',
    ],
    [
      'train: classWeight must be none, balanced, or one number for each class, received "heavy"',
      'train：classWeight 必须是 none、balanced，或每个类别一个数，收到 "heavy"',
    ],
    [
      'column "note" is not used: it has 60 different texts in 60 rows: too many for categories',
      '列 "note" 未使用：它在 60 行中有 60 种不同的文本：作为类别太多',
    ],
    [
      'data: "1,234" may be a thousand and more or a fraction; it is read as a thousand and more: set the decimal sign',
      'data："1,234" 可能是一千以上的数，也可能是小数；按一千以上的数读取：请设置小数点',
    ],
    ['64 outputs · 1 weight', '64 个输出 · 1 个权重'],
    [
      '3 units with softmax and the loss SparseCategoricalCrossentropy, because of the 3 classes of target Species (Adelie, Gentoo); measured by accuracy',
      '3 个单元，激活函数 softmax，损失 SparseCategoricalCrossentropy，依据目标 Species 的 3 个类别（Adelie, Gentoo）；指标：accuracy',
    ],
    ['the decimal sign is a comma, as "7.779,50" shows', '小数点是逗号，依据 "7.779,50"'],
    ['epoch 3/10, resumed at 2 · val loss 0.398 · 12 s left', '第 3/10 轮，从第 2 轮继续 · 验证损失 0.398 · 剩余 12 s'],
    ['epoch 3/10 · loss 0.398 · 5 min left', '第 3/10 轮 · 损失 0.398 · 剩余 5 分钟'],
    ['done · accuracy 0.925 · better than guessing · 80 rows', '完成 · 准确率 0.925 · 优于猜测 · 80 行'],
    ['accuracy 0 · perhaps worse than guessing · 8 test rows', '准确率 0 · 可能不如猜测 · 8 个测试行'],
    ['150 rows, 2 left out · 5 columns, 1 not used · 1 warning', '150 行，略去 2 行 · 5 列，1 列未使用 · 1 条警告'],
  ] as const)
    it(english, () => assert.equal(translate(english, 'zh-CN'), chinese));

  it('what stands in quotes is a name and stays as it is', () => {
    const said = translate('data: column "a must be b, received c": holds bytes', 'zh-CN');
    assert.equal(said, 'data：列 "a must be b, received c"：含有字节');
  });

  for (const text of [
    'dense: units must be as nobody has said it before, received 0',
    'the branch of nobody did not arrive in time; this sentence is one that nobody knows',
    'accuracy 0.925 · a sentence that nobody knows',
    'column "a" is missing: and nobody knows why that is so',
  ])
    it(`is English as a whole where a part is not known: ${text}`, () => assert.equal(translate(text, 'zh-CN'), text));

  it('what the system says stays as it is within a sentence', () => {
    const said = translate(
      "predict: which model came last cannot be read (EACCES: permission denied, open '/x')",
      'zh-CN',
    );
    assert.equal(said, "predict：无法读取最后收到的是哪个模型（EACCES: permission denied, open '/x'）");
  });

  it('English for other languages, and a text that is no sentence of ours stays', () => {
    assert.equal(translate('no model yet', languageFor('de')), 'no model yet');
    assert.equal(translate('no model yet', languageFor('zh-TW')), 'no model yet');
    assert.equal(translate('no model yet', languageFor('zh-CN')), '还没有模型');
    assert.equal(translate('ENOENT', 'zh-CN'), 'ENOENT');
  });

  it('a text that could be split in a million ways is answered, too', () => {
    const text = 'a must be b: c; received d. '.repeat(70);
    assert.ok(translate(text, 'zh-CN').length > 0);
  });
});
