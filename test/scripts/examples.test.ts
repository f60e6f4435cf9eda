import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHINESE, chineseFlows, completed, exampleFlows } from '../../scripts/examples';

type Wired = { readonly id: string; readonly type: string; readonly wires?: readonly (readonly string[])[] };

/** The nodes that a message from this one may reach. */
function behind(flow: readonly Wired[], from: string): Wired[] {
  const reached = new Set<string>();
  const visit = (id: string): void => {
    for (const next of flow.find(node => node.id === id)?.wires?.flat() ?? [])
      if (!reached.has(next)) {
        reached.add(next);
        visit(next);
      }
  };
  visit(from);
  return flow.filter(({ id }) => reached.has(id));
}

describe('the example flows', () => {
  it('answer an HTTP request also where a node of ours fails: its error is caught, and leads to a response', () => {
    let requests = 0;
    for (const [file, nodes] of Object.entries(exampleFlows())) {
      const flow = nodes as unknown as (Wired & { readonly scope?: readonly string[] | null })[];
      for (const request of flow.filter(({ type }) => type === 'http in')) {
        requests++;
        for (const { id, type } of behind(flow, request.id).filter(one => /^(ui-)?nn-/.test(one.type)))
          assert.ok(
            flow.some(
              node =>
                node.type === 'catch' &&
                (!node.scope || node.scope.includes(id)) &&
                behind(flow, node.id).some(end => end.type === 'http response'),
            ),
            `${file}: ${type} behind ${request.type}`,
          );
      }
    }
    assert.ok(requests >= 4);
    for (const language of ['en-US', 'zh-CN']) {
      const help = readFileSync(join(__dirname, `../../nodes/nn-predict/help.${language}.html`), 'utf8');
      assert.match(help, /http in[\s\S]*catch[\s\S]*http response[\s\S]*Prediction service/);
    }
  });

  for (const [file, flow] of Object.entries(exampleFlows()))
    it(`${file}: each node has all of its properties, so that opening it changes nothing (scripts/examples.ts)`, () => {
      const left = flow.map(node => Object.keys(completed(node)).filter(property => !(property in node)));
      const missing = flow.flatMap((node, i) => left[i]!.map(property => `${node.type} ${node.name}: ${property}`));
      assert.deepEqual(missing, []);
    });

  it('are there in Chinese, as they are in English but for their texts (scripts/examples.ts)', () => {
    assert.deepEqual(exampleFlows(CHINESE), chineseFlows());
    assert.equal(Object.keys(chineseFlows()).length, Object.keys(exampleFlows()).length);
  });

  it('show people no English text in Chinese: what code shows stands in its words', () => {
    const codesOf = (folder: string): string[] =>
      Object.values(exampleFlows(folder))
        .flat()
        .flatMap(({ func, rules }) => [
          ...(typeof func === 'string' ? [func] : []),
          ...((rules ?? []) as { to?: unknown; tot?: string }[]).flatMap(({ to, tot }) =>
            tot === 'jsonata' ? [`${to}`] : [],
          ),
        ]);
    const wordsOf = (code: string): string[] =>
      [...code.matchAll(/\bwords :?= \{([^}]*)\}/g)].flatMap(([, words]) =>
        [...words!.matchAll(/: '([^']*)'/g)].map(([, text]) => text!),
      );
    const [english, chinese] = [codesOf(''), codesOf(CHINESE)].map(codes => codes.flatMap(wordsOf)) as [
      string[],
      string[],
    ];
    assert.equal(english.length, chinese.length);
    assert.ok(english.includes('low') && english.includes('The report is not ready yet.'));
    assert.deepEqual(
      chinese.filter(text => !/[\u4e00-\u9fff]/.test(text)),
      [],
    );
    const shown = codesOf('').filter(code =>
      /\bseries: '|<title>\w|'[A-Z][a-z]+ [^']*\.'/.test(code.replace(/\bwords :?= \{[^}]*\}/g, '')),
    );
    assert.deepEqual(shown, [], 'a text outside of the words');
  });

  it('have ids of their own in each language, and no wire leads to the other one', () => {
    const [english, chinese] = [exampleFlows(), exampleFlows(CHINESE)].map(
      flows => new Set(Object.values(flows).flatMap(flow => flow.map(({ id }) => id as string))),
    ) as [Set<string>, Set<string>];
    assert.equal(english.size, chinese.size);
    assert.ok([...english].every(id => !chinese.has(id)));
    const texts = JSON.stringify(exampleFlows(CHINESE));
    assert.ok([...english].every(id => !texts.includes(`"${id}"`)));
  });
});
