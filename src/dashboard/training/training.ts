import { counted, figure } from '../../model-form/figures';
import { verdictWord } from '../../verdict-word';
import { chart } from '../chart';
import { chip, type Tone } from '../chip';
import { notice } from '../notice';
import { languageOf, type Text, textsIn } from '../texts';
import { tile } from '../tile';
import { type Child, defineComponent, el, part, type VNode, type WidgetProps } from '../vue';
import { metricName } from './charts';
import { goesOn, newestRun, type Run } from './newest-run';

const TONES: Readonly<Record<Run['state'], Tone>> = {
  ...{ waiting: 'quiet', running: 'going', finished: 'good', stopped: 'good' },
  ...{ cancelled: 'quiet', failed: 'bad', interrupted: 'doubtful' },
};
const CHART_HEIGHT = 190;

/** `42 s`, `3 min`, `1.5 h` */
function duration(seconds: number, text: Text): string {
  if (seconds < 90) return text('time.seconds', { n: Math.ceil(seconds) });
  if (seconds < 5400) return text('time.minutes', { n: Math.round(seconds / 60) });
  return text('time.hours', { n: (seconds / 3600).toFixed(1) });
}

/** The newest training: live curves, the best so far, the time left; start, stop, cancel. */
export const NnTraining = defineComponent({
  name: 'NnTraining',
  props: ['id', 'props', 'state'],
  setup({ id, props }: WidgetProps) {
    const language = languageOf(props.language);
    const text = textsIn(language);
    const manner = { text, language };
    const { shown, now, charts, act } = newestRun(id, manner);

    function tiles(run: Run): VNode {
      const { best, worth, secondsLeft } = run;
      const [metric, value] = worth
        ? [worth.metric, worth.value]
        : (Object.entries(best?.metrics ?? {}).find(([name]) => /^val_(?!loss)/.test(name)) ??
          Object.entries(best?.metrics ?? {}).find(([name]) => name === 'val_loss' || name === 'loss') ?? [
            '',
            undefined,
          ]);
      return el(
        'div',
        { class: 'tw-tiles' },
        tile(
          text('training.epoch'),
          counted(run.epoch, language),
          text('training.of', { n: counted(run.epochs, language) }),
        ),
        tile(
          text('training.best'),
          value === undefined ? '–' : figure(value, language),
          metric === ''
            ? ''
            : best
              ? text('training.bestAt', {
                  metric: metricName(metric.replace('val_', ''), text),
                  epoch: counted(best.epoch, language),
                })
              : metricName(metric, text),
        ),
        goesOn(run)
          ? tile(text('training.left'), secondsLeft === undefined ? '–' : duration(secondsLeft, text), '')
          : tile(
              text('training.verdict'),
              worth ? text(`verdict.${verdictWord(worth)}`) : '–',
              worth ? text('training.guess', { value: figure(worth.baseline, language) }) : '',
            ),
      );
    }
    function buttons(run: Run | undefined): Child {
      if (props.control !== true) return null;
      const isOn = run !== undefined && goesOn(run);
      return el(
        'div',
        { class: 'tw-row' },
        props.start === true &&
          !isOn &&
          part(
            'VBtn',
            {
              color: 'primary',
              variant: 'flat',
              prependIcon: 'mdi-play',
              loading: now.isStarting,
              onClick: () => {
                now.isStarting = true;
                void act('start');
              },
            },
            text('training.start'),
          ),
        isOn &&
          part(
            'VBtn',
            {
              color: 'primary',
              variant: 'flat',
              prependIcon: 'mdi-stop',
              onClick: () => void act('stop', { run: run.run }),
            },
            text('training.stop'),
          ),
        isOn &&
          part(
            'VBtn',
            { variant: 'text', onClick: () => void act('cancel', { run: run.run }) },
            text('training.cancel'),
          ),
      );
    }
    return () => {
      const { run, advice = [] } = shown.value ?? {};
      return el(
        'div',
        { class: 'tensorwire-widget tw-training' },
        now.problem !== '' && notice('error', now.problem),
        !now.isLoaded && part('VProgressLinear', { indeterminate: true, ariaLabel: text('loading') }),
        now.isLoaded && !run && now.problem === '' && el('p', {}, text('training.none')),
        run &&
          el(
            'div',
            { class: 'tw-head' },
            el('h4', {}, run.name || `${run.model} ${run.number || ''}`.trim()),
            chip(text(`training.state.${run.state}`), TONES[run.state]),
            run.fold !== undefined && el('span', { class: 'tw-quiet' }, text('training.fold', { n: run.fold })),
          ),
        run &&
          goesOn(run) &&
          part('VProgressLinear', {
            modelValue: run.epochs > 0 ? (100 * run.epoch) / run.epochs : 0,
            indeterminate: run.epoch === 0,
            color: 'primary',
            height: 6,
            rounded: true,
            ariaLabel: text('training.epoch'),
          }),
        run && tiles(run),
        run?.problem !== undefined && notice('error', run.problem),
        charts().size > 0 &&
          el(
            'div',
            { class: 'tw-charts' },
            ...[...charts()].map(([metric, optionOf]) =>
              el(
                'div',
                { key: metric, class: 'tw-chart' },
                el('h4', {}, metricName(metric, text)),
                chart(metric, {
                  optionOf,
                  summary: text('training.chart', { metric: metricName(metric, text) }),
                  height: CHART_HEIGHT,
                }),
              ),
            ),
          ),
        ...advice.map(sentence => notice('info', sentence)),
        buttons(run),
      );
    };
  },
});
