import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { badArgument, Problem } from '../../src';

export type Handler = (request: Request, response: Response) => void;

/**
 * The handlers of each Node-RED by path. One function of its HTTP app finds them, because Express cannot remove routes.
 */
const mounted = new WeakMap<object, Map<string, Handler>>();

/** `/ml` before `/v2`; '' for none. */
export function basePath(path: string): string {
  const at = path.replace(/\/+$/, '').replace(/\/v2$/, '');
  if (at !== '' && !/^(\/[\w.~-]+)+$/.test(at)) throw badArgument('path', 'a path such as /ml', path);
  if (at.split('/').includes('v2')) throw badArgument('path', 'without /v2, which begins what is served', path);
  return at;
}

/**
 * Handles requests below `<at>/v2` until the returned function is called; after `httpNodeMiddleware`, as http-in nodes
 * do.
 */
export function mount(RED: NodeAPI, at: string, handler: Handler): () => void {
  const handlers = handlersOf(RED);
  if (handlers.has(at))
    throw new Problem(`another serve node is at ${at}/v2: give this one a path`, { argument: 'path' });
  handlers.set(at, handler);
  return () => {
    if (handlers.get(at) === handler) handlers.delete(at);
  };
}

function handlersOf(RED: NodeAPI): Map<string, Handler> {
  const known = mounted.get(RED.httpNode);
  if (known) return known;
  const handlers = new Map<string, Handler>();
  mounted.set(RED.httpNode, handlers);
  RED.httpNode.use((request: Request, response: Response, next: NextFunction) => {
    const [, at] = /^(.*?)\/v2(?:\/|$)/.exec(request.path) ?? [];
    const handler = at === undefined ? undefined : handlers.get(at);
    if (!handler) return next();
    through(middleware(RED.settings), request, response, error => {
      if (error) next(error);
      else handler(request, response);
    });
  });
  return handlers;
}

function middleware(settings: object): readonly RequestHandler[] {
  const { httpNodeMiddleware } = settings as { httpNodeMiddleware?: RequestHandler | RequestHandler[] };
  if (Array.isArray(httpNodeMiddleware)) return httpNodeMiddleware;
  return typeof httpNodeMiddleware === 'function' ? [httpNodeMiddleware] : [];
}

function through(
  [first, ...rest]: readonly RequestHandler[],
  request: Request,
  response: Response,
  done: NextFunction,
): void {
  if (first) first(request, response, error => (error ? done(error) : through(rest, request, response, done)));
  else done();
}
