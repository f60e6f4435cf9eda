import type { NotInUse } from '../../../spec/model-about';

/** A version as the route lists it. */
export interface Listed {
  readonly model: string;
  readonly version: number;
  readonly aliases: readonly string[];
  readonly inUse: boolean;
  /** of the newest version */
  readonly notInUse?: NotInUse;
  readonly targets?: readonly string[];
  readonly metrics?: Readonly<Record<string, number>>;
  readonly worth?: { readonly metric?: unknown; readonly value?: unknown; readonly verdict?: unknown };
  readonly bytes?: number;
  readonly created?: string;
  readonly problem?: string;
}

/** Versions by model, newest first; the model that was trained last comes first. */
export function byModel(all: readonly Listed[]): ReadonlyMap<string, readonly Listed[]> {
  const found = new Map<string, Listed[]>();
  for (const one of all.toReversed()) found.set(one.model, [...(found.get(one.model) ?? []), one]);
  const newest = (versions: readonly Listed[]): number =>
    Math.max(...versions.map(({ created }) => Date.parse(created ?? '') || 0));
  return new Map([...found].sort(([, a], [, b]) => newest(b) - newest(a)));
}
