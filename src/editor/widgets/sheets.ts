import { ENVIRONMENT } from '../check';
import type { Field } from '../form';
import { matching, suggest } from './suggest';
import { type Place, reasonOf } from './widget';

/** Offers the sheets of the workbook that the dialog names. */
export function sheets(field: Field, { prefix, value }: Place): undefined {
  const input = $(`#${prefix}-${field.property}`);
  let asked: { readonly file: string; readonly answer: Promise<string[]> } | undefined;
  suggest(input, (typed, done) => {
    const file = String(value('file') ?? '');
    const isKnown = value('source') === 'file' && file !== '' && !ENVIRONMENT.test(file);
    if (!isKnown || !RED.user.hasPermission('tensorwire.write')) return done([]);
    if (asked?.file !== file) asked = { file, answer: sheetsOf(file) };
    asked.answer.then(
      names =>
        done(
          (names.includes(typed) ? names : matching(names, typed.trim())).map(name => ({ value: name, label: name })),
        ),
      failure => done([{ value: typed, label: reasonOf(failure) }]),
    );
  });
  input.on('click', () => {
    asked = undefined; // the file may have changed meanwhile
    input.trigger('keyup');
  });
  return undefined;
}

const sheetsOf = (file: string): Promise<string[]> =>
  $.getJSON('tensorwire/sheets', { file }) as unknown as Promise<string[]>;
