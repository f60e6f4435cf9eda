import { reasonOf, text } from './widget';

/** The result of an upload: where the file is, or why it is not there. */
type Outcome = { readonly file: string } | { readonly taken: true } | { readonly problem: string };

/**
 * Uploads files that are dropped on an element, or chosen: the first one is sent to the runtime as it is, and `done` is
 * called with its path. If there is a file of that name, the user decides.
 */
export class Uploads {
  /** not part of the page: a button opens it */
  private readonly chooser = $('<input type="file" accept=".csv,.tsv,.txt,.xlsx,.json,.jsonl,.ndjson">');
  readonly notice = $('<div class="tensorwire-notice" role="status">');
  /** the upload that counts: a file that is dropped meanwhile takes the place of the one before */
  private latest = 0;

  constructor(private readonly done: (file: string) => void) {
    this.chooser.on('change', () => {
      const [file] = (this.chooser[0] as HTMLInputElement).files ?? [];
      this.chooser.val(''); // choosing the same file again is a change, too
      if (file) void this.send(file);
    });
  }

  choose(): void {
    this.chooser.trigger('click');
  }

  /** From now on files can be dropped there, while `may()` is true. */
  take(place: JQuery, may: () => boolean): void {
    const mark = (isOver: boolean) => place.toggleClass('tensorwire-drop-over', isOver);
    place.on('dragenter dragover', event => {
      if (!may() || !hasFiles(event)) return;
      event.preventDefault();
      event.stopPropagation(); // the workspace below would import it as a flow
      mark(true);
    });
    place.on('dragleave', () => mark(false));
    place.on('drop', event => {
      mark(false);
      const [file] = transferOf(event)?.files ?? [];
      if (!may() || !file) return;
      event.preventDefault();
      event.stopPropagation();
      void this.send(file);
    });
  }

  private async send(file: File, existing = 'refuse'): Promise<void> {
    const mine = ++this.latest;
    this.notice.removeClass('tensorwire-problem').text(text('upload.sending', { name: file.name, percent: 0 }));
    const outcome = await this.request(file, existing, () => mine === this.latest);
    if (mine !== this.latest) return;
    if ('taken' in outcome) return this.ask(file);
    this.notice.toggleClass('tensorwire-problem', 'problem' in outcome);
    if ('problem' in outcome) this.notice.text(outcome.problem);
    else {
      this.notice.text('');
      this.done(outcome.file);
    }
  }

  /** Asks what to do with an existing file of that name. */
  private ask(file: File): void {
    const choice = (key: 'replace' | 'rename') =>
      $('<button type="button" class="red-ui-button red-ui-button-small">')
        .text(text(`upload.${key}`))
        .on('click', () => void this.send(file, key));
    this.notice
      .text('')
      .append(
        $('<span>').text(text('upload.taken', { name: file.name })),
        ' ',
        choice('replace'),
        ' ',
        choice('rename'),
      );
  }

  private request(file: File, existing: string, counts: () => boolean): Promise<Outcome> {
    const request = $.ajax({
      url: `tensorwire/files/upload?${$.param({ name: file.name, existing })}`,
      method: 'POST',
      data: file,
      processData: false,
      contentType: 'application/octet-stream',
      xhr: () => this.counted(file.name, counts),
    });
    return Promise.resolve(request as PromiseLike<Outcome>).catch(failure => ({ problem: reasonOf(failure) }));
  }

  /** A request that reports its progress. */
  private counted(name: string, counts: () => boolean): XMLHttpRequest {
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0 && counts())
        this.notice.text(text('upload.sending', { name, percent: Math.floor((100 * loaded) / total) }));
    });
    return request;
  }
}

const transferOf = (event: JQuery.TriggeredEvent): DataTransfer | null =>
  (event.originalEvent as DragEvent | undefined)?.dataTransfer ?? null;
const hasFiles = (event: JQuery.TriggeredEvent): boolean => transferOf(event)?.types.includes('Files') === true;
