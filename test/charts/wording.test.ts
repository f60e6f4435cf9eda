import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { wordsIn } from '../../src/charts';
import chinese from '../../src/charts/locales/zh-CN.json';

const SRC = resolve(__dirname, '../../src');

/** The sentences that are said by `Words`, in all of src/. */
const sentences = new Set(
  readdirSync(SRC, { recursive: true })
    .map(String)
    .filter(file => file.endsWith('.ts'))
    .flatMap(file => [
      ...readFileSync(join(SRC, file), 'utf8').matchAll(/\bsay\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g),
    ])
    .map(([, one, other]) => (one ?? other!).replace(/\\(.)/g, '$1')),
);
const places = (text: string): string[] => (text.match(/\{\d\}/g) ?? []).sort();

describe('the words of pages and pictures', () => {
  it('each sentence has its Chinese, and each Chinese its sentence', () => {
    assert.deepEqual(Object.keys(chinese).sort(), [...sentences].sort());
  });

  it('a translation has the values of its sentence', () => {
    for (const [english, own] of Object.entries<string>(chinese))
      assert.deepEqual(places(own), places(english), english);
  });

  it('values are put in as they are', () => {
    assert.equal(wordsIn('en-US')('{0} of {1}', '{1}$&', 2), '{1}$& of 2');
    assert.throws(() => wordsIn('zh-CN')('nobody has said this'), /no translation/);
  });
});
