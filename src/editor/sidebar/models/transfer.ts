import { text } from '../context';

/**
 * Files of models, to and from the editor. The address is relative: Node-RED's editor adds the user's token to those.
 */

function problemOf(failed: JQuery.jqXHR): Error {
  const { error } = (failed.responseJSON ?? {}) as { error?: unknown };
  if (typeof error === 'string') return new Error(error);
  return new Error(text(failed.status === 401 || failed.status === 403 ? 'forbidden' : 'silent'));
}

export function saveFile(bytes: Blob, name: string): void {
  const address = URL.createObjectURL(bytes);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000); // the browser reads it later
}

/** Downloads a version as a file. */
export function download(reference: string, store: string, name: string): Promise<void> {
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    $.ajax({
      url: `tensorwire/models/export?${$.param({ reference, store })}`,
      xhr: () => request,
      xhrFields: { responseType: 'blob' },
    }).then(
      (bytes: unknown) => {
        saveFile(bytes as Blob, name);
        resolve();
      },
      (failed: JQuery.jqXHR) => {
        const other = problemOf(failed);
        saidIn(request.response).then(
          said => reject(said ?? other),
          () => reject(other), // not an answer of our route
        );
      },
    );
  });
}

/** The error in an answer that was requested as a file; null: there is none. */
async function saidIn(answer: unknown): Promise<Error | null> {
  if (!(answer instanceof Blob) || !/json/.test(answer.type)) return null;
  const { error } = (await new Response(answer).json()) as { error?: unknown };
  return typeof error === 'string' ? new Error(error) : null;
}

/** Sends a file; `progress` gets the share that has been sent. */
export function upload(
  file: File,
  store: string,
  progress: (share: number) => void,
): Promise<{ readonly model: string; readonly version: number }> {
  const counted = (): XMLHttpRequest => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', ({ loaded, total }) => total > 0 && progress(loaded / total));
    return request;
  };
  return new Promise((resolve, reject) => {
    $.ajax({
      url: `tensorwire/models/import?${$.param({ store, file: file.name })}`,
      method: 'POST',
      data: file,
      processData: false,
      contentType: 'application/octet-stream',
      xhr: counted,
    }).then(
      (answer: unknown) => resolve(answer as { model: string; version: number }),
      (failed: JQuery.jqXHR) => reject(problemOf(failed)),
    );
  });
}
