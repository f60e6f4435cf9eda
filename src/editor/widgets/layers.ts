import type { ModelAbout } from '../../spec/model-about';
import { ENVIRONMENT } from '../check';
import type { Field } from '../form';
import { matching, suggest } from './suggest';
import { type Place, reasonOf } from './widget';

/** Offers the layers of the stored model that the dialog names, in their order. */
export function layers(field: Field, { prefix, value }: Place): undefined {
  const input = $(`#${prefix}-${field.property}`);
  let asked: { readonly of: string; readonly answer: Promise<readonly string[]> } | undefined;
  suggest(input, (typed, done) => {
    const reference = String(value('model') ?? '').trim();
    if (reference === '' || ENVIRONMENT.test(reference)) return done([]);
    const store = String(value('store') ?? '').replace('_ADD_', '');
    const of = JSON.stringify([reference, store]);
    if (asked?.of !== of) asked = { of, answer: layersOf(reference, store) };
    asked.answer.then(
      names => done((names.includes(typed) ? names : matching(names, typed.trim())).map(offer)),
      failure => done([{ value: typed, label: reasonOf(failure) }]),
    );
  });
  input.on('click', () => {
    asked = undefined; // a newer version may have other layers
    input.trigger('keyup');
  });
  return undefined;
}

const offer = (name: string) => ({ value: name, label: name });

const layersOf = async (reference: string, store: string): Promise<readonly string[]> =>
  ((await $.getJSON('tensorwire/model', { reference, store })) as ModelAbout).layerNames;
