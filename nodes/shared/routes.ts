import type { IncomingHttpHeaders } from 'node:http';
import type { NodeAPI } from 'node-red';
import { messageOf, Problem, z } from '../../src';
import { readerErrors, readerSay, type Say } from './language';

export { z };

type Permission = 'tensorwire.read' | 'tensorwire.write';

/**
 * Does a page of another origin ask? Node-RED 4 tells browsers that any page may; where a browser says from where a request
 * comes, only the editor's own are answered. Programs say nothing of it. `httpAdminCors` is the administrator's own list of
 * who may.
 */
function isForeign(RED: NodeAPI, { headers }: { readonly headers: IncomingHttpHeaders }): boolean {
  if ((RED.settings as { httpAdminCors?: unknown }).httpAdminCors) return false;
  const from = headers['sec-fetch-site'];
  if (from !== undefined) return from !== 'same-origin' && from !== 'none';
  // Browsers tell more of a request over HTTPS or on this machine; over plain HTTP only this, and not of each request.
  return headers.origin !== undefined && hostOf(headers.origin) !== headers.host;
}
const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

/**
 * A page of another site can make a browser send a form, or a text, to Node-RED, but not JSON: for that the browser first
 * asks Node-RED whether it may. So what changes something takes JSON, and nothing else.
 */
const isJson = (contentType: string | undefined): boolean => /^application\/json\s*(;|$)/i.test(contentType ?? '');

const FOREIGN =
  'only the editor gets an answer here. If a proxy changes the Host header, let it keep the header, or set httpAdminCors in settings.js';

/** A question of the editor: `answer` gets it checked, and gives what is sent as JSON. */
export interface Route<Q extends z.ZodType> {
  /** default: get; post for what changes something: its query is a JSON body */
  readonly method?: 'get' | 'post';
  readonly path: `/tensorwire/${string}`;
  readonly query: Q;
  /** what the caller must be allowed; may depend on what is asked for */
  readonly permission: Permission | ((query: z.infer<Q>) => Permission);
  /** @param say what it says in sentences, in the language of the editor that asks */
  answer(query: z.infer<Q>, say: Say): unknown;
}

/** Several nodes may bring the same route: it is added once to each Node-RED. */
const added = new WeakMap<object, Set<string>>();
function isNew(admin: object, route: string): boolean {
  const routes = added.get(admin) ?? new Set();
  added.set(admin, routes);
  return !routes.has(route) && routes.add(route) !== undefined;
}

/**
 * Adds a route for the editor. Nobody is answered without the permission; a wrong query is 400, what a user can mend
 * (a file that is missing) 422 with the sentence that says so, a file that is shown to nobody 403.
 */
export function addRoute<Q extends z.ZodType>(
  RED: NodeAPI,
  { method = 'get', path, query, permission, answer }: Route<Q>,
): void {
  if (!isNew(RED.httpAdmin, `${method} ${path}`)) return;
  const parse = (request: {
    readonly query: unknown;
    readonly body?: unknown;
    readonly headers: IncomingHttpHeaders;
  }) => query.safeParse(method === 'get' ? request.query : (request.body ?? {}), readerErrors(request));
  RED.httpAdmin[method](
    path,
    (request, response, next) => {
      if (isForeign(RED, request))
        response.status(403).json({
          error: readerSay(request)(FOREIGN),
        });
      else next();
    },
    (request, response, next) => {
      // What cannot be read asks for the stronger permission: who is not allowed anything learns nothing.
      const parsed = parse(request);
      const needed =
        typeof permission === 'string' ? permission : parsed.success ? permission(parsed.data) : 'tensorwire.write';
      RED.auth.needsPermission(needed)(request, response, next);
    },
    async (request, response) => {
      const say = readerSay(request);
      if (method !== 'get' && !isJson(request.headers['content-type'])) {
        response
          .status(415)
          .json({ error: say('the body must be JSON, with the header Content-Type: application/json') });
        return;
      }
      const parsed = parse(request);
      if (!parsed.success) {
        response.status(400).json({ error: z.prettifyError(parsed.error) });
        return;
      }
      try {
        response.json(await answer(parsed.data, say));
      } catch (error) {
        if (!(error instanceof Problem)) RED.log.error(error);
        response.status(statusOf(error)).json({ error: say(messageOf(error)) });
      }
    },
  );
}

const statusOf = (error: unknown): number =>
  error instanceof Problem ? (error.details.forbidden === true ? 403 : 422) : 500;
