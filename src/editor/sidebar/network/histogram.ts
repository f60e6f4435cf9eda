import { barChart } from '../../../charts/bars';
import { THIRD } from '../../../charts/picture';
import { figure, percent } from '../../../charts/report/figures';
import { wordsIn } from '../../../charts/wording';
import type { ValueDistribution } from '../../../spec';
import type { TabContext } from '../tab';

const say = wordsIn('en-US');

/** A histogram with its moments below. `facts`: stand before and behind them. */
export function histogramOf(
  { histogram, mean, std, zeros, notFinite }: ValueDistribution,
  { name, title, before, behind = [] }: { name: string; title: string; before: string; behind?: readonly string[] },
  text: TabContext['text'],
  look: ReturnType<TabContext['theme']>,
) {
  const { limits, counts } = histogram;
  const caption = [
    before,
    `${figure(mean)} ± ${figure(std)}`,
    ...(zeros > 0 ? [text('network.zeros', { share: percent(zeros, say) })] : []),
    ...(notFinite > 0 ? [text('network.notFinite', { count: notFinite })] : []),
    ...behind,
  ].join(' · ');
  const option = barChart(
    {
      title,
      categories: counts.map((_, k) => figure((limits[k]! + limits[k + 1]!) / 2)),
      bars: [{ name: title, values: counts }],
      value: {},
      horizontal: false,
      sparse: true,
    },
    look,
  );
  return { picture: { name, title, summary: caption, option, ...THIRD }, caption };
}
