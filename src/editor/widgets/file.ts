import { matching, suggest } from './suggest';
import { Uploads } from './upload';
import { reasonOf, text, type Widget, written } from './widget';

/** A file of data in the list: GET /tensorwire/files. */
interface DataFile {
  readonly file: string;
  readonly size: number;
}

/**
 * A path: typed, picked from the list of files of data, or that of a file which is dropped on the dialog or chosen, and goes to
 * the runtime. Or one of the data sets that come with the palette while `source` is `example`.
 */
export const file: Widget<'file'> = (field, { node, prefix, row, value }) => {
  const input = row.find('input[type="text"]');
  const examples = row.find('select');
  const source = $(`#${prefix}-source`);
  const set = (path: string) => input.val(path).trigger('change');
  const may = RED.user.hasPermission('tensorwire.write');
  const uploads = new Uploads(set);
  const button = $('<button type="button" class="red-ui-button">')
    .append($('<i class="fa fa-upload">'), ' ', $('<span>').text(text('upload.button')))
    .on('click', () => uploads.choose());
  const hint = $('<div class="tensorwire-drop">').text(text('upload.drop'));
  if (may) {
    row.append(button, hint, uploads.notice);
    uploads.take(row.closest('.tensorwire'), () => value('source') === 'file');
    offerFiles(input);
  }
  // Opening a dialog changes nothing: a name that is none of the list, `${DATA}`, is one that can be kept.
  const own = node.source === 'example' && written(input) !== '' && !field.examples.includes(written(input));
  if (own) examples.append($('<option>').val(written(input)).text(written(input)));
  examples.val(own || field.examples.includes(written(input)) ? written(input) : (field.examples[0] ?? ''));
  const swap = () => {
    const example = value('source') === 'example';
    input.toggle(!example);
    button.toggle(!example);
    hint.toggle(!example && written(input) === '');
    examples.toggle(example);
  };
  source.on('change', () => {
    const example = value('source') === 'example';
    if (example) set(written(examples));
    else if (field.examples.includes(written(input)) && (node.source === 'example' || node.file !== written(input)))
      set('');
    swap();
  });
  examples.on('change', () => set(written(examples)));
  input.on('change', swap);
  swap();
  return undefined;
};

/** The files that are there, where the field is clicked; what is typed narrows the list. */
function offerFiles(input: JQuery): void {
  let asked: Promise<readonly DataFile[]> | undefined;
  suggest(input, (typed, done) => {
    asked ??= $.getJSON('tensorwire/files') as unknown as Promise<readonly DataFile[]>;
    asked.then(
      files => {
        const sizes = new Map(files.map(({ file, size }) => [file, size]));
        const names = typed === '' ? [...sizes.keys()] : matching([...sizes.keys()], typed.trim());
        done(names.map(name => ({ value: name, label: `${name} · ${sizeText(sizes.get(name)!)}` })));
      },
      failure => done([{ value: typed, label: reasonOf(failure) }]),
    );
  });
  input.on('click', () => {
    asked = undefined; // a file may have come meanwhile
    input.trigger('keyup');
  });
}

/** `12 kB` */
function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
