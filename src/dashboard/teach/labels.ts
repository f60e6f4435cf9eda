import { counted } from '../../model-form/figures';
import type { PageLanguage, Text } from '../texts';
import { type Child, el, part, reactive, type VNode } from '../vue';
import type { Found } from './found';

type Label = Found['labels'][number];

interface Manner {
  readonly text: Text;
  readonly language: PageLanguage;
  /** how to show more examples of a label */
  more(name: string): Child;
}

/** The labels: those that have examples, and those that the user has added on this page. */
export function labelsView({ text, language, more }: Manner) {
  const now = reactive({ written: '', added: [] as string[] });
  const add = (): void => {
    const name = now.written.trim();
    if (name !== '' && !now.added.includes(name)) now.added.push(name);
    now.written = '';
  };
  return {
    of: ({ labels }: Found): readonly Label[] => [
      ...labels,
      ...now.added.filter(one => labels.every(({ name }) => name !== one)).map(name => ({ name, all: 0, held: 0 })),
    ],
    /** A label, and how many examples it has. */
    tile: ({ name, all, held }: Label): VNode =>
      el(
        'div',
        { class: 'tw-tile', key: name },
        el('strong', {}, name),
        el(
          'span',
          { class: 'tw-quiet' },
          text('teach.count', { n: counted(all, language), held: counted(held, language) }),
        ),
        more(name),
      ),
    /** A field for a new label. */
    another: (): VNode =>
      el(
        'div',
        { class: 'tw-row' },
        part('VTextField', {
          ...{ label: text('teach.newLabel'), modelValue: now.written, density: 'compact', hideDetails: true },
          'onUpdate:modelValue': (value: string) => {
            now.written = value;
          },
          onKeydown: (event: KeyboardEvent) => {
            if (event.key === 'Enter') add();
          },
        }),
        part('VBtn', { variant: 'tonal', onClick: add }, text('teach.addLabel')),
      ),
  };
}
