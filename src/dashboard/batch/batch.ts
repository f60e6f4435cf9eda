import { barChart, heightOfBars } from '../../charts/bars';
import type { Look } from '../../charts/look';
import { counted, percent } from '../../model-form/figures';
import { chart } from '../chart';
import { linkTo } from '../link';
import { notice } from '../notice';
import { languageOf, textsIn } from '../texts';
import { defineComponent, el, onMounted, part, reactive, shallowRef, type VNode, type WidgetProps } from '../vue';
import { gridView, PAGE } from './grid';
import { saveTable, sendFile } from './send';

interface Spread {
  readonly target: string;
  readonly bars: readonly { readonly name: string; readonly rows: number }[];
}
interface Table {
  readonly id: string;
  readonly title: string;
  readonly header: readonly string[];
  readonly from: number;
  readonly rows: number;
  readonly unsure: number;
  readonly warnings: readonly string[];
  readonly spread: readonly Spread[];
}

const ACCEPT = '.csv,.tsv,.txt,.xlsx,.json,.jsonl';

/** Milliseconds after which the answers to a long table are given up. */
const SCORING = 15 * 60_000;

/** A table that a user sends: scored, looked at page by page, and saved with its answers. */
export const NnBatch = defineComponent({
  name: 'NnBatch',
  props: ['id', 'props', 'state'],
  setup({ id, props }: WidgetProps) {
    const language = languageOf(props.language);
    const text = textsIn(language);
    const link = linkTo(id, language, text('noAnswer'));
    const table = shallowRef<Table | null>(null);
    const rows = shallowRef<readonly (readonly string[])[]>([]);
    const now = reactive({
      ...{ problem: '', model: '', name: '', page: 1 },
      ...{ onlyUnsure: false, isOver: false },
      /** share of the file that has been sent; −1: nothing is under way */
      sent: -1,
    });
    let options: readonly ((look: Look) => ReturnType<typeof barChart>)[] = [];

    const told = (error: unknown): void => {
      now.problem = error instanceof Error ? error.message : String(error);
    };
    async function load(): Promise<void> {
      try {
        now.model = await link.ask<string>('model');
        now.problem = '';
      } catch (error) {
        now.model = '';
        if (!table.value) told(error);
      }
    }
    async function take(file: File): Promise<void> {
      if (now.sent >= 0) return;
      Object.assign(now, { problem: '', sent: 0, name: file.name, page: 1, onlyUnsure: false });
      try {
        const sent = await sendFile(link, file, share => {
          now.sent = share;
        });
        const found = await link.ask<Table>('score', { id: sent }, SCORING);
        options = found.spread.map(spread => look => spreadOption(spread, look));
        table.value = found;
        await show();
      } catch (error) {
        told(error);
      } finally {
        now.sent = -1;
      }
    }
    function spreadOption({ bars, target }: Spread, look: Look): ReturnType<typeof barChart> {
      const categories = bars.map(({ name }) => name);
      const values = bars.map(({ rows }) => rows);
      const made = barChart(
        {
          ...{ title: '', categories, bars: [{ name: target, values }], value: { zero: true } },
          ...{ texts: values.map(value => counted(value, language)), legend: false, nameWidth: 110 },
        },
        look,
      );
      return { ...made, grid: { ...(made.grid as object), top: 4, bottom: 4 } };
    }
    async function show(): Promise<void> {
      const asked = { id: table.value!.id, from: (now.page - 1) * PAGE, rows: PAGE, unsure: now.onlyUnsure };
      try {
        rows.value = await link.ask('page', asked);
      } catch (error) {
        told(error);
      }
    }
    const turn = (change: object): void => {
      Object.assign(now, change);
      void show();
    };
    const save = (): void => {
      const plain = now.name.replace(/\.[^.]*$/, '');
      saveTable(link, table.value!.id, `${plain} ${text('batch.fileSuffix')}.csv`).catch(told);
    };
    onMounted(() => void load());
    link.onNews(() => void load());

    const taken = (file: File | undefined): void => {
      if (file) void take(file);
    };
    const over = (isOver: boolean) => (event: DragEvent) => {
      event.preventDefault();
      now.isOver = isOver;
    };
    const drop = (): VNode =>
      el(
        'label',
        {
          class: `tw-drop ${now.isOver ? 'tw-over' : ''}`,
          onDragover: over(true),
          onDragleave: over(false),
          onDrop: (event: DragEvent) => {
            over(false)(event);
            taken(event.dataTransfer?.files[0]);
          },
        },
        part('VIcon', { icon: 'mdi-tray-arrow-up', size: 'large' }),
        el('strong', {}, text(table.value ? 'batch.another' : 'batch.choose')),
        el('span', { class: 'tw-quiet' }, text('batch.drop')),
        el('input', {
          type: 'file',
          accept: ACCEPT,
          'aria-label': text('batch.choose'),
          onChange: (event: Event) => {
            const input = event.target as HTMLInputElement;
            taken(input.files?.[0]);
            input.value = ''; // the same file may be chosen again
          },
        }),
      );
    const summary = ({ id, rows, unsure, spread, warnings, title }: Table): VNode =>
      el(
        'div',
        { class: 'tw-beside' },
        el(
          'div',
          {},
          el('div', { class: 'tw-head' }, el('h4', {}, now.name), el('span', { class: 'tw-quiet' }, title)),
          el('p', {}, text('batch.rows', { n: counted(rows, language) })),
          unsure > 0 &&
            el(
              'p',
              {},
              text('batch.unsure', { n: counted(unsure, language), share: percent(unsure / rows, language) }),
            ),
          ...warnings.map(warning => el('p', { class: 'tw-quiet tw-line' }, warning)),
        ),
        el(
          'div',
          {},
          ...spread.flatMap(({ target, bars }, i) => [
            el('h4', {}, text('batch.answers', { target })),
            chart(`${target} ${id}`, {
              optionOf: options[i]!,
              summary: text('batch.answers', { target }),
              height: Math.min(360, heightOfBars(bars.length) - 40),
            }),
          ]),
        ),
      );
    const grid = ({ header, from, rows: all, unsure }: Table): VNode => {
      const pages = Math.max(1, Math.ceil((now.onlyUnsure ? unsure : all) / PAGE));
      const { page } = now;
      const onlyUnsure = unsure > 0 ? now.onlyUnsure : null;
      return gridView({ header, from, rows: rows.value, pages, page, onlyUnsure }, { save, turn }, text);
    };
    return () =>
      el(
        'div',
        { class: 'tensorwire-widget tw-batch' },
        now.problem !== '' && notice(now.model === '' ? 'info' : 'error', now.problem),
        now.sent < 0 && now.model !== '' && drop(),
        now.sent >= 0 &&
          el(
            'div',
            { role: 'status' },
            el('p', {}, text(now.sent < 1 ? 'batch.sending' : 'batch.scoring', { name: now.name })),
            part('VProgressLinear', { modelValue: 100 * now.sent, indeterminate: now.sent >= 1, color: 'primary' }),
          ),
        table.value && now.sent < 0 && summary(table.value),
        table.value && now.sent < 0 && grid(table.value),
      );
  },
});
