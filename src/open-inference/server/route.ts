import { Problem } from '../../errors';

/** What a request asks for. Source: the protocol's HTTP/REST section. */
export type Route = { readonly kind: 'live' | 'ready' | 'server' | 'openapi' } | ModelRoute;
export interface ModelRoute {
  readonly kind: 'model' | 'model-ready' | 'infer';
  readonly name: string;
  /** null: the version that the name means */
  readonly version: string | null;
}

const FIXED: Readonly<Record<string, 'live' | 'ready' | 'server' | 'openapi'>> = {
  '': 'server',
  'health/live': 'live',
  'health/ready': 'ready',
  'openapi.json': 'openapi',
};

/** `/v2/models/NAME[/versions/VERSION][/ready or /infer]` */
const MODEL = /^models\/([^/]+)(?:\/versions\/([^/]+))?(?:\/(ready|infer))?$/;

export function routeOf(method: string, path: string): Route {
  const rest = path.replace(/^\/v2\/?/, '').replace(/\/$/, '');
  const route = fixed(rest) ?? ofModel(rest);
  if (route === null) throw new Problem(`there is nothing at ${path}`, { status: 404 });
  const wanted = route.kind === 'infer' ? 'POST' : 'GET';
  if (method !== wanted && !(wanted === 'GET' && method === 'HEAD'))
    throw new Problem(`${path} must be asked by ${wanted}, received ${method}`, { status: 405 });
  return route;
}

const fixed = (rest: string): Route | null => (Object.hasOwn(FIXED, rest) ? { kind: FIXED[rest]! } : null);

function ofModel(rest: string): Route | null {
  const [found, name, version, action] = MODEL.exec(rest) ?? [];
  if (found === undefined) return null;
  const kind = action === 'infer' ? 'infer' : action === 'ready' ? 'model-ready' : 'model';
  return { kind, name: decoded(name!), version: version === undefined ? null : decoded(version) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Problem(`${part} is not encoded as a part of a URL`);
  }
}
