import assert from 'node:assert/strict';
import { barChart, type ChartOption, lineChart, matrixChart, pointChart } from '../../src/charts';
import { draw } from '../../src/charts/draw/draw';
import { NEUTRAL, PAGE } from '../../src/charts/look';

const MARKUP = '<img src=x onerror=alert(1)>&"\'{b}{@[1]}';

/** One of each kind; every text of the data is markup. */
const options = (look = NEUTRAL): Record<string, ChartOption> => ({
  lines: lineChart(
    {
      title: MARKUP,
      x: { name: MARKUP, percent: true },
      y: { name: MARKUP },
      lines: [
        {
          name: MARKUP,
          points: [
            [0, 0],
            [1, 1],
          ],
          marked: true,
          filled: true,
        },
        {
          name: 'b',
          points: [
            [0, 0],
            [1, 1],
          ],
          quiet: true,
        },
      ],
      marks: [{ at: [0, 0], text: MARKUP }],
    },
    look,
  ),
  points: pointChart({ title: MARKUP, x: { name: MARKUP }, y: {}, points: [[1, 2]], lines: [] }, look),
  bars: barChart(
    {
      title: MARKUP,
      categories: [MARKUP, 'b'],
      value: { name: MARKUP },
      bars: [
        { name: MARKUP, values: [1, -1] },
        { name: 'c', values: [null, 2] },
      ],
      texts: [MARKUP, 'b'],
      at: { value: 1, text: MARKUP },
    },
    look,
  ),
  standing: barChart(
    { title: 't', categories: ['a'], value: {}, bars: [{ name: 'n', values: [1] }], horizontal: false },
    look,
  ),
  matrix: matrixChart(
    {
      title: MARKUP,
      rows: [MARKUP],
      columns: [MARKUP],
      rowName: MARKUP,
      columnName: MARKUP,
      strength: [[0.5]],
      texts: [[MARKUP]],
    },
    look,
  ),
});

describe('pictures', () => {
  for (const [kind, option] of Object.entries(options())) {
    it(`${kind}: the option is plain JSON`, () => {
      assert.deepEqual(JSON.parse(JSON.stringify(option)), option);
    });

    it(`${kind}: is drawn, and takes no text of the data for markup`, () => {
      const drawn = draw({ option, width: 460, height: 320 });
      assert.match(drawn, /^<svg width="460" height="320"/);
      const svg = drawn.replace(/>[^<]*</g, '><'); // its tags
      assert.doesNotMatch(svg, /class=|ecmeta/);
      assert.doesNotMatch(svg, /<(img|script|foreignObject|a|image)\b/i);
      assert.doesNotMatch(svg, / on\w+=/i);
      assert.doesNotMatch(svg, /(href|url\()(?!#)/i);
    });
  }

  it('a picture of a page has the colors of the page', () => {
    const svg = draw({ option: options(PAGE).lines!, width: 460, height: 320 });
    assert.match(svg, /stroke="var\(--series-0\)"/);
  });

  it('two drawings on one page share no names of clips', () => {
    const [one, two] = [0, 1].map(() => draw({ option: options().lines!, width: 460, height: 320 }));
    const names = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, name]) => name!);
    assert.deepEqual(
      names(one!).filter(name => names(two!).includes(name)),
      [],
    );
  });
});
