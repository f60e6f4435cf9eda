import type { Chart } from '../charts/browser/chart';
import type { Look } from '../charts/look';
import type { ChartOption } from '../charts/picture';
import { lookAt, onLook } from './look';
import { el, onBeforeUnmount, onMounted, ref, type VNode, watch } from './vue';

type OptionOf = (look: Look) => ChartOption;
interface ChartProps {
  /** a new function whenever the data have changed */
  readonly optionOf: OptionOf;
  /** for those who cannot see it */
  readonly summary: string;
  /** pixels */
  readonly height: number;
}

/** A chart of the page. ECharts is loaded with the first one. */
const ChartView = {
  name: 'TensorwireChart',
  props: ['optionOf', 'summary', 'height'],
  setup(props: ChartProps) {
    const place = ref<HTMLElement | null>(null);
    let chart: Chart | null = null;
    let isGone = false;
    onMounted(async () => {
      const { chartIn } = await import('../charts/browser/chart');
      const here = place.value;
      if (isGone || !here) return;
      chart = chartIn(here, { theme: () => lookAt(here), onTheme: onLook }, props.summary, look =>
        props.optionOf(look),
      );
    });
    watch(
      () => props.optionOf,
      () => chart?.redraw(),
    );
    onBeforeUnmount(() => {
      isGone = true;
      chart?.end();
    });
    return () => el('div', { ref: place, style: { height: `${props.height}px`, width: '100%' } });
  },
};

export const chart = (key: string, props: ChartProps): VNode => el(ChartView, { key, ...props });
