import type { Field } from '../form';
import { matching, suggest } from './suggest';
import { type Place, reasonOf, written } from './widget';

/** A version in the store, as listed by the runtime. */
interface Stored {
  readonly model: string;
  readonly version: number;
  readonly aliases: readonly string[];
}

/** Suggests the models of the dialog's store while a reference is typed. */
export function models(field: Field, { prefix, value }: Place): undefined {
  const input = $(`#${prefix}-${field.property}`);
  let asked: { readonly store: string; readonly answer: Promise<string[]> } | undefined;
  suggest(input, (typed, done) => {
    const store = String(value('store') ?? '').replace('_ADD_', '');
    if (asked?.store !== store) asked = { store, answer: references(store) };
    asked.answer.then(
      all => done(matching(all, typed.trim()).map(offer)),
      // The typed text stays; the list shows why there is nothing to choose.
      failure => done([{ value: typed, label: reasonOf(failure) }]),
    );
  });
  input.on('focus', () => {
    if (written(input) === '') input.trigger('keyup');
  });
  return undefined;
}

const offer = (name: string) => ({ value: name, label: name });

/** `penguins`, `penguins@champion`, `penguins:2` */
async function references(store: string): Promise<string[]> {
  const list = (await $.getJSON('tensorwire/models', { store })) as Stored[];
  const all = list.flatMap(({ model, version, aliases }) => [
    model,
    ...aliases.map(alias => `${model}@${alias}`),
    `${model}:${version}`,
  ]);
  return [...new Set(all)];
}
