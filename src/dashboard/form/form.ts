import { cellOf, FIRST, PAUSE, usualText } from '../../model-form/fields';
import type { FormField } from '../../spec/model-about';
import { linkTo } from '../link';
import { notice } from '../notice';
import { languageOf, textsIn } from '../texts';
import { defineComponent, el, onBeforeUnmount, onMounted, part, reactive, type VNode, type WidgetProps } from '../vue';
import { answerView } from './answer';
import { fieldView } from './field';

interface Asked {
  readonly title: string;
  readonly fields: readonly FormField[];
  /** values of the columns that the form does not ask for */
  readonly hidden: Readonly<Record<string, string | number | null>>;
  /** columns that no form can hold */
  readonly arrays: readonly string[];
}
interface Answered {
  readonly answer: unknown;
  readonly warnings: readonly string[];
  readonly title: string;
}

/** Milliseconds after which a page without a model asks again: one may be trained at any time. */
const AGAIN = 5000;

/** A form made of a model's columns, which answers while the user types. */
export const NnForm = defineComponent({
  name: 'NnForm',
  props: ['id', 'props', 'state'],
  setup({ id, props }: WidgetProps) {
    const language = languageOf(props.language);
    const text = textsIn(language);
    const link = linkTo(id, language, text('noAnswer'));
    const manner = { text, language, confidence: Number(props.confidence) };
    const now = reactive({
      form: null as Asked | null,
      written: {} as Record<string, string>,
      answered: null as Answered | null,
      problem: '',
      asking: false,
      sent: false,
      isOpen: false,
    });
    let waiting: ReturnType<typeof setTimeout> | undefined;
    /** of the last question of each kind: an answer to an earlier one is not shown */
    let [formNumber, number] = [0, 0];

    const record = () => ({
      ...now.form!.hidden,
      ...Object.fromEntries(now.form!.fields.map(field => [field.name, cellOf(field, now.written[field.name] ?? '')])),
    });
    const failed = (error: unknown): void => {
      now.problem = error instanceof Error ? error.message : String(error);
    };
    async function load(): Promise<void> {
      clearTimeout(waiting);
      const mine = ++formNumber;
      try {
        const form = await link.ask<Asked>('form');
        if (mine !== formNumber) return;
        now.written = Object.fromEntries(
          form.fields.map(field => [field.name, now.written[field.name] ?? usualText(field)]),
        );
        now.form = form;
        now.problem = '';
        if (form.arrays.length === 0) await ask();
      } catch (error) {
        if (mine !== formNumber) return;
        failed(error);
        now.form = null;
        waiting = setTimeout(() => void load(), AGAIN);
      }
    }
    async function ask(): Promise<void> {
      const mine = ++number;
      now.asking = true;
      try {
        const answered = await link.ask<Answered>('answer', { record: record() });
        if (mine !== number) return;
        now.answered = answered;
        now.problem = '';
        if (answered.title !== now.form?.title) void load();
      } catch (error) {
        if (mine === number) failed(error);
      } finally {
        if (mine === number) now.asking = false;
      }
    }
    const change = (name: string, written: string): void => {
      now.written[name] = written;
      now.sent = false;
      clearTimeout(waiting);
      waiting = setTimeout(() => void ask(), PAUSE);
    };
    async function send(): Promise<void> {
      try {
        await link.ask('send', { record: record() });
        now.sent = true;
      } catch (error) {
        failed(error);
      }
    }
    const reset = (): void => {
      clearTimeout(waiting);
      now.sent = false;
      now.written = Object.fromEntries(now.form!.fields.map(field => [field.name, usualText(field)]));
      void ask();
    };
    onMounted(() => void load());
    link.onNews(() => void load());
    onBeforeUnmount(() => {
      formNumber++;
      number++;
      clearTimeout(waiting);
    });

    const fieldsView = (fields: readonly FormField[]): VNode =>
      el(
        'div',
        { class: 'tw-fields' },
        ...fields.map(field =>
          fieldView(field, now.written[field.name] ?? '', manner, written => change(field.name, written)),
        ),
      );
    return () => {
      const { form, answered, problem } = now;
      const rest = form?.fields.slice(FIRST) ?? [];
      return el(
        'div',
        { class: 'tensorwire-widget tw-form' },
        !form && problem === '' && part('VProgressLinear', { indeterminate: true, ariaLabel: text('loading') }),
        problem !== '' && notice(form ? 'error' : 'info', problem),
        form && form.arrays.length > 0 && el('p', {}, text('form.arrays', { columns: form.arrays.join(', ') })),
        form &&
          form.arrays.length === 0 &&
          el(
            'div',
            { class: 'tw-beside' },
            el(
              'div',
              { class: `tw-answer ${now.asking ? 'tw-asking' : ''}`, 'aria-live': 'polite' },
              !answered && part('VProgressLinear', { indeterminate: true, ariaLabel: text('loading') }),
              ...(answered ? answerView(answered.answer, manner) : []),
              ...(answered?.warnings ?? []).map(warning => el('p', { class: 'tw-quiet tw-line' }, warning)),
            ),
            fieldsView(now.isOpen ? form.fields : form.fields.slice(0, FIRST)),
          ),
        form &&
          form.arrays.length === 0 &&
          el(
            'div',
            { class: 'tw-row' },
            part('VBtn', { color: 'primary', variant: 'flat', onClick: () => void send() }, text('form.send')),
            part('VBtn', { variant: 'text', onClick: reset }, text('form.reset')),
            rest.length > 0 &&
              part(
                'VBtn',
                {
                  variant: 'text',
                  ariaExpanded: String(now.isOpen),
                  onClick: () => {
                    now.isOpen = !now.isOpen;
                  },
                },
                text(now.isOpen ? 'form.fewer' : 'form.more', { n: rest.length }),
              ),
            now.sent && el('span', { class: 'tw-quiet', role: 'status' }, text('form.sent')),
            el('span', { class: 'tw-grow' }),
            el('span', { class: 'tw-quiet' }, form.title),
          ),
      );
    };
  },
});
