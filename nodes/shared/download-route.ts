import type { NodeAPI } from 'node-red';
import { readerErrors, readerSay } from './language';
import { isNew, refuse, refuseForeign, z } from './routes';

/** A file that the editor gets. */
export interface DownloadRoute<Q extends z.ZodType> {
  readonly path: `/tensorwire/${string}`;
  readonly query: Q;
  file(query: z.infer<Q>): Promise<{ readonly name: string; readonly bytes: Buffer }>;
}

/** GET of a file. The permission is tensorwire.write: a model's file contains values of its data. */
export function addDownload<Q extends z.ZodType>(RED: NodeAPI, { path, query, file }: DownloadRoute<Q>): void {
  if (!isNew(RED.httpAdmin, `get ${path}`)) return;
  const may = RED.auth.needsPermission('tensorwire.write');
  RED.httpAdmin.get(path, refuseForeign(RED), may, async (request, response) => {
    const parsed = query.safeParse(request.query, readerErrors(request));
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    try {
      const { name, bytes } = await file(parsed.data);
      response.set('X-Content-Type-Options', 'nosniff');
      response.set('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
      response.type('application/octet-stream').send(bytes);
    } catch (error) {
      refuse(RED, response, error, readerSay(request));
    }
  });
}
