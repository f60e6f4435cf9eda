import type { NetworkSpec } from '../spec';

/** The network without what leads to none of some calls. */
export function leadingTo(spec: NetworkSpec, ends: readonly string[]): NetworkSpec {
  const wanted = new Set(ends);
  // each call follows its inputs
  for (const { id, inputs } of [...spec.calls].reverse())
    if (wanted.has(id)) for (const input of inputs) wanted.add(input);
  const calls = spec.calls.filter(({ id }) => wanted.has(id));
  if (calls.length === spec.calls.length) return spec;
  const used = new Set(calls.map(({ layer }) => layer));
  const { heads, outputs, path, recipe } = spec;
  const kept = {
    heads: heads.filter(head => wanted.has(head)),
    outputs: outputs.filter(({ call }) => wanted.has(call)),
  };
  return { layers: spec.layers.filter(({ id }) => used.has(id)), calls, ...kept, path, ...(recipe && { recipe }) };
}
