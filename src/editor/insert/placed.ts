import type { Pipeline, PipelineNode } from './pipelines';

interface Place {
  /** the flow */
  readonly z: string;
  /** added to each node's position */
  readonly x: number;
  readonly y: number;
  id(): string;
  defaults(type: string): Readonly<Record<string, unknown>>;
  text(key: string): string;
}

/** A node of the flow that is inserted. */
export type PlacedNode = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** The pipeline as a flow to import, with new ids; `ids`: by those of the pipeline. */
export function placed(
  { nodes }: Pick<Pipeline, 'nodes'>,
  place: Place,
): { readonly flow: readonly PlacedNode[]; readonly ids: ReadonlyMap<string, string> } {
  const ids = new Map(nodes.map(({ id }) => [id, place.id()]));
  const own = (node: PipelineNode): PlacedNode => {
    const { id, type, x, y, wires, ...properties } = node;
    const said = Object.entries(properties).map(([property, value]) => {
      const isText = typeof value === 'string' && value.startsWith('@');
      return [property, isText ? place.text(value.slice(1)) : value];
    });
    return {
      ...place.defaults(type),
      ...Object.fromEntries(said),
      ...{ id: ids.get(id)!, type, z: place.z, x: x + place.x, y: y + place.y },
      wires: wires.map(targets => targets.map(target => ids.get(target)!)),
    };
  };
  return { flow: nodes.map(own), ids };
}

/** Below everything on the flow: the center of the first row. */
export function freeRow(nodes: Iterable<{ readonly y?: number; readonly h?: unknown }>): number {
  const bottoms = Array.from(nodes, ({ y = 0, h }) => y + (Number(h) || 30) / 2);
  return bottoms.length === 0 ? 60 : Math.ceil((Math.max(...bottoms) + 60) / 20) * 20;
}
