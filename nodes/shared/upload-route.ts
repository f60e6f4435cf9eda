import type { NodeAPI } from 'node-red';
import { readerErrors, readerSay } from './language';
import { isNew, refuse, refuseForeign, z } from './routes';

/** A file that the editor sends. */
export interface UploadRoute<Q extends z.ZodType> {
  readonly path: `/tensorwire/${string}`;
  readonly query: Q;
  /** the most bytes; throws a Problem if uploads are not allowed */
  limit(): number;
  /** the error for a larger file */
  tooLarge(limit: number): Error;
  /** takes the file as it arrives, and returns what is sent as JSON */
  take(query: z.infer<Q>, file: AsyncIterable<Uint8Array>): Promise<unknown>;
}

/**
 * POST of a file as `application/octet-stream`, which is passed on piece by piece and is never in memory as a whole. A
 * page of another site cannot send this type without asking, as with JSON. The permission is tensorwire.write.
 */
export function addUpload<Q extends z.ZodType>(
  RED: NodeAPI,
  { path, query, limit, tooLarge, take }: UploadRoute<Q>,
): void {
  if (!isNew(RED.httpAdmin, `post ${path}`)) return;
  RED.httpAdmin.post(
    path,
    refuseForeign(RED),
    RED.auth.needsPermission('tensorwire.write'),
    async (request, response) => {
      const say = readerSay(request);
      if (!/^application\/octet-stream\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
        response
          .status(415)
          .json({ error: say('the file must be sent with the header Content-Type: application/octet-stream') });
        return;
      }
      const parsed = query.safeParse(request.query, readerErrors(request));
      if (!parsed.success) {
        response.status(400).json({ error: z.prettifyError(parsed.error) });
        return;
      }
      try {
        const most = limit();
        if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most);
        response.json(await take(parsed.data, request.iterator({ destroyOnReturn: false })));
      } catch (error) {
        // The rest is read and dropped: a browser whose connection ends while it sends shows no answer.
        request.resume();
        refuse(RED, response, error, say);
      }
    },
  );
}
