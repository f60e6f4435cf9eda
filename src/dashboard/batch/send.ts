import type { Link } from '../link';

/** Bytes of a piece. Dashboard's connection accepts messages of up to a million. */
const PIECE = 256 * 1024;

/** Sends a file piece by piece; resolves with its id at the node. `progress` is given the share that has arrived. */
export async function sendFile(link: Link, file: File, progress: (share: number) => void): Promise<string> {
  const id = await link.ask<string>('begin', { name: file.name });
  for (let from = 0; from < file.size; from += PIECE) {
    await link.ask('piece', { id, bytes: await file.slice(from, from + PIECE).arrayBuffer() });
    progress(Math.min(1, (from + PIECE) / file.size));
  }
  return id;
}

/** Fetches the table from the node, and saves it as a download of the browser. */
export async function saveTable(link: Link, id: string, name: string): Promise<void> {
  const parts: string[] = ['\ufeff']; // so that spreadsheets read it as UTF-8
  for (let from: number | null = 0; from !== null; ) {
    const { text, next }: { text: string; next: number | null } = await link.ask('download', { id, from });
    parts.push(text);
    from = next;
  }
  const address = URL.createObjectURL(new Blob(parts, { type: 'text/csv;charset=utf-8' }));
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
