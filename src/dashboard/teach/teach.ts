import { counted, percent } from '../../model-form/figures';
import { answerView } from '../form/answer';
import { linkTo } from '../link';
import { notice } from '../notice';
import { languageOf, textsIn } from '../texts';
import { tile } from '../tile';
import { type Child, defineComponent, el, onBeforeUnmount, part, reactive, type VNode, type WidgetProps } from '../vue';
import { cameraOf } from './camera';
import { examplesView } from './examples';
import type { Found } from './found';
import { labelsView } from './labels';
import { lessonOf } from './lesson';
import { pictureSource } from './picture-source';
import { pixelsOf } from './pixels';

/** The camera's picture is answered this often, in milliseconds. */
const LOOK_EVERY = 700;

/** Shows examples, says what they are, and lets the model learn them: it gets better under one's eyes. */
export const NnTeach = defineComponent({
  name: 'NnTeach',
  props: ['id', 'props', 'state'],
  setup({ id, props }: WidgetProps) {
    const language = languageOf(props.language);
    const text = textsIn(language);
    const isPictures = props.kind === 'pictures';
    const side = Number(props.size);
    const link = linkTo(id, language, text('noAnswer'));
    const lesson = lessonOf(link);
    const camera = cameraOf(text);
    const now = reactive({ answer: null as unknown });
    const source = pictureSource({
      ...{ text, camera, side, told: lesson.told },
      add: (pixels, label) => lesson.add({ pixels }, label),
    });
    const labels = labelsView({ text, language, more: name => isPictures && source(name) });
    let isLooking = false;
    /** Asks for an answer to the camera's picture, unless one is still to come. */
    async function look(): Promise<void> {
      const view = camera.view();
      if (isLooking || !view || lesson.found.value?.title == null) return;
      isLooking = true;
      try {
        const { answer } = await link.ask<{ answer: unknown }>('answer', { shown: { pixels: pixelsOf(view, side) } });
        now.answer = answer;
      } catch (error) {
        lesson.told(error);
      } finally {
        isLooking = false;
      }
    }
    const looking = setInterval(() => void look(), LOOK_EVERY);
    onBeforeUnmount(() => clearInterval(looking));
    const cameraView = (): VNode =>
      el(
        'div',
        { class: 'tw-answer tw-camera' },
        camera.now.isOn &&
          el('video', {
            ref: camera.show,
            autoplay: true,
            muted: true,
            playsinline: true,
            'aria-label': text('teach.camera'),
          }),
        part(
          'VBtn',
          {
            variant: camera.now.isOn ? 'text' : 'tonal',
            prependIcon: camera.now.isOn ? 'mdi-camera-off' : 'mdi-camera',
            onClick: () => (camera.now.isOn ? camera.stop() : void camera.start()),
          },
          text(camera.now.isOn ? 'teach.cameraOff' : 'teach.cameraOn'),
        ),
        camera.now.problem !== '' && el('p', { class: 'tw-quiet' }, camera.now.problem),
        camera.now.isOn &&
          now.answer !== null &&
          el('div', { 'aria-live': 'polite' }, ...answerView(now.answer, { text, language, confidence: 0.9 })),
      );
    const standing = ({ accuracy, earlier, held, title, training }: Found): VNode =>
      el(
        'div',
        { class: 'tw-tiles' },
        tile(
          text('teach.right'),
          accuracy === null ? '–' : percent(accuracy, language),
          title === null ? text('teach.untrained') : text('teach.held', { n: counted(held, language) }),
        ),
        tile(text('teach.before'), earlier === null ? '–' : percent(earlier, language), ''),
        tile(text('training.verdict'), training === null ? '–' : text(`training.state.${training}`), title ?? ''),
      );
    const canTeach = (found: Found): boolean => {
      const used = found.labels.filter(({ all }) => all > 0);
      return used.length >= 2 && used.every(({ all, held }) => all - held >= found.least);
    };
    function shownView(found: Found): readonly Child[] {
      const known = labels.of(found);
      const goesOn = found.training === 'running' || found.training === 'waiting';
      const { asked, examples } = found;
      const views = examplesView({
        text,
        language,
        side,
        data: lesson.data,
        label: lesson.label,
        remove: lesson.remove,
      });
      return [
        el(
          'div',
          { class: 'tw-beside tw-teaching' },
          el('div', { class: 'tw-labels' }, isPictures && cameraView(), standing(found)),
          el('div', { class: 'tw-labels tw-right' }, ...known.map(labels.tile), labels.another()),
          el(
            'div',
            { class: 'tw-row tw-learn' },
            part(
              'VBtn',
              {
                ...{
                  color: 'primary',
                  variant: 'flat',
                  prependIcon: 'mdi-school',
                  loading: lesson.now.isTeaching || goesOn,
                },
                disabled: !canTeach(found),
                onClick: () => void lesson.teach(),
              },
              text('teach.teach'),
            ),
            !canTeach(found) && el('span', { class: 'tw-quiet' }, text('teach.more', { n: found.least })),
          ),
        ),
        ...(asked.length > 0
          ? [
              el('h4', {}, text('teach.asked', { n: counted(found.unlabeled, language) })),
              el('p', { class: 'tw-quiet' }, text(found.title === null ? 'teach.askedHelp' : 'teach.leastSure')),
              views.open(
                asked,
                known.map(({ name }) => name),
              ),
            ]
          : []),
        ...(examples.some(({ label }) => label !== null)
          ? [el('h4', {}, text('teach.newest')), views.labeled(examples.filter(({ label }) => label !== null))]
          : []),
      ];
    }
    return () => {
      const found = lesson.found.value;
      return el(
        'div',
        { class: 'tensorwire-widget tw-teach' },
        lesson.now.problem !== '' && notice('error', lesson.now.problem),
        !found && part('VProgressLinear', { indeterminate: true, ariaLabel: text('loading') }),
        ...(found ? shownView(found) : []),
      );
    };
  },
});
