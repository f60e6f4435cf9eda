import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { type Language, messageOf, Problem, z } from '../../src';
import { readerErrors, readerLanguage, readerSay, type Say } from './language';

export { z };

type Permission = 'tensorwire.read' | 'tensorwire.write';

/**
 * Does the request come from a page of another origin? Node-RED 4 tells browsers that any page may ask. If a browser
 * names the origin of a request, only the editor's own is answered. Programs name none. `httpAdminCors` is the
 * administrator's own list of allowed origins.
 */
function isForeign(RED: NodeAPI, { headers }: { readonly headers: IncomingHttpHeaders }): boolean {
  if ((RED.settings as { httpAdminCors?: unknown }).httpAdminCors) return false;
  const from = headers['sec-fetch-site'];
  if (from !== undefined) return from !== 'same-origin' && from !== 'none';
  // Over HTTPS or on this machine browsers send more; over plain HTTP only this header, and not with each request.
  return headers.origin !== undefined && hostOf(headers.origin) !== headers.host;
}
const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

/**
 * A page of another site can make a browser send a form or a text to Node-RED, but not JSON: for that the browser first
 * asks Node-RED for permission. So routes that change something accept JSON only.
 */
const isJson = (contentType: string | undefined): boolean => /^application\/json\s*(;|$)/i.test(contentType ?? '');

const FOREIGN =
  'only the editor gets an answer here. If a proxy changes the Host header, let it keep the header, or set httpAdminCors in settings.js';

/** A route for the editor: `answer` gets the checked query, and returns what is sent as JSON. */
export interface Route<Q extends z.ZodType> {
  /** default: get; post for what changes something: its query is a JSON body */
  readonly method?: 'get' | 'post';
  readonly path: `/tensorwire/${string}`;
  readonly query: Q;
  /** what the caller must be allowed to do; may depend on the query */
  readonly permission: Permission | ((query: z.infer<Q>) => Permission);
  /** @param say translates a sentence into the language of the editor that asks */
  answer(query: z.infer<Q>, say: Say, language: Language): unknown;
}

interface Asking {
  readonly query: unknown;
  readonly body?: unknown;
  readonly headers: IncomingHttpHeaders;
}

/** Several nodes may bring the same route: it is added once to each Node-RED. */
const added = new WeakMap<object, Set<string>>();
export function isNew(admin: object, route: string): boolean {
  const routes = added.get(admin) ?? new Set();
  added.set(admin, routes);
  return !routes.has(route) && routes.add(route) !== undefined;
}

/**
 * Adds a route for the editor. Nobody is answered without the permission. A wrong query is 400. What the user can put
 * right (a missing file) is 422, with a sentence that says so. A file that may not be shown is 403.
 */
export function addRoute<Q extends z.ZodType>(
  RED: NodeAPI,
  { method = 'get', path, query, permission, answer }: Route<Q>,
): void {
  if (!isNew(RED.httpAdmin, `${method} ${path}`)) return;
  const parse = (request: Asking) =>
    query.safeParse(method === 'get' ? request.query : (request.body ?? {}), readerErrors(request));
  RED.httpAdmin[method](
    path,
    refuseForeign(RED),
    (request, response, next) => {
      // A query that cannot be parsed needs the stronger permission: a caller without rights learns nothing.
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
        response.json(await answer(parsed.data, say, readerLanguage(request)));
      } catch (error) {
        refuse(RED, response, error, say);
      }
    },
  );
}

/** Comes first: a request from a page of another origin gets no answer. */
export const refuseForeign =
  (RED: NodeAPI): RequestHandler =>
  (request, response, next) => {
    if (isForeign(RED, request)) response.status(403).json({ error: readerSay(request)(FOREIGN) });
    else next();
  };

/** What went wrong, as an answer; what nobody expected is in the log too. */
export function refuse(RED: NodeAPI, response: Response, error: unknown, say: Say): void {
  if (!(error instanceof Problem)) RED.log.error(error);
  response.status(statusOf(error)).json({ error: say(messageOf(error)) });
}

const statusOf = (error: unknown): number =>
  error instanceof Problem ? (error.details.forbidden === true ? 403 : 422) : 500;
