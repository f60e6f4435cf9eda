import type { SingleNode, SingleNodes, SingleNodesAnswer } from '../spec/single-nodes';
import { inRows, STEP } from './in-rows';
import { reasonOf, text } from './widgets/widget';
import { sourcesOf, targetsOf, withinReach } from './wires';

/** The button in the dialog of a network node that replaces it by single nodes, with the form's current values. */
export function offerSingleNodes(
  row: JQuery,
  node: EditorNode,
  chosen: () => { readonly recipe: unknown; readonly detector: unknown },
): void {
  const notice = row.find('.tensorwire-notice');
  const say = (problem: string) => notice.text(problem).addClass('tensorwire-problem');
  row.find('button').on('click', async () => {
    if (RED.workspaces.isLocked(String(node.z)) || !RED.user.hasPermission('flows.write'))
      return say(text('insert.locked'));
    const { sources, input } = beginningOf(node);
    const question = {
      ...{
        id: node.id,
        recipe: String(chosen().recipe),
        detector: String(chosen().detector),
        from: [...sources, ...(input ? [input] : [])].map(({ id }) => id).join(),
      },
      ...(input && { columns: JSON.stringify(columnsOf(input)), encoding: String(input.encoding ?? 'auto') }),
    };
    try {
      const answer = (await $.getJSON('tensorwire/recipe', question)) as SingleNodesAnswer;
      if ('unknown' in answer) return say(text(`outcome.unknown.${answer.unknown}`));
      $('#node-dialog-cancel').trigger('click');
      replace(node, answer);
    } catch (failure) {
      say(reasonOf(failure));
    }
  });
}

/** The nodes wired to a network node, without an input node of its own: its columns are those of the new inputs. */
function beginningOf(node: EditorNode): { readonly sources: EditorNode[]; readonly input: EditorNode | null } {
  const [first, ...others] = sourcesOf(node);
  const isOwn = first?.type === 'nn-input' && others.length === 0 && targetsOf(first).length === 1;
  return isOwn ? { sources: sourcesOf(first), input: first } : { sources: sourcesOf(node), input: null };
}

const columnsOf = ({ columns }: EditorNode): unknown => {
  const list = Array.isArray(columns) ? columns : String(columns ?? '').split(',');
  const names = list.map(name => String(name).trim()).filter(name => name !== '');
  return names.length > 0 ? names : null;
};

/** Replaces the network node by the single nodes, as one step of undo. */
function replace(node: EditorNode, all: SingleNodes): void {
  const { sources, input } = beginningOf(node);
  const after = targetsOf(node);
  const ends = after.filter(({ type }) => type === 'nn-output');
  const train = withinReach(node, targetsOf).find(({ type }) => type === 'nn-train');
  const hasOptimizer = [...withinReach(node, sourcesOf), ...withinReach(node, targetsOf)].some(
    ({ type }) => type === 'nn-optimizer',
  );
  const parts = [...all.nodes, ...outputsFor(all, ends)];
  const made = flowOf(node, parts, hasOptimizer ? null : all.optimizer, ends[0]);
  const { nodes, links } = RED.nodes.import(made.flow, { markChanged: true });
  const wired = [...links];
  const wire = (source: EditorNode, target: EditorNode): void => {
    const link = { source, sourcePort: 0, target };
    RED.nodes.addLink(link);
    wired.push(link);
  };
  const added = (id: string): EditorNode => RED.nodes.node(id)!;
  for (const source of sources) for (const id of made.first) wire(source, added(id));
  for (const { id, end } of made.last) for (const target of end ? targetsOf(end) : after) wire(added(id), target);
  const gone = [node, ...(input ? [input] : []), ...ends];
  const removed = gone.flatMap(({ id }) => RED.nodes.remove(id).links);
  const changes = train ? trainAs(train, all) : null;
  const dirty = RED.nodes.dirty();
  RED.history.push({
    t: 'multi',
    dirty,
    events: [
      { t: 'delete', nodes: gone, links: removed.filter(link => !wired.includes(link)), dirty },
      { t: 'add', nodes: nodes.map(({ id }) => id), links: wired.filter(link => !removed.includes(link)), dirty },
      ...(train && changes
        ? [{ t: 'edit' as const, node: train, changes, changed: train.changed === true, dirty }]
        : []),
    ],
  });
  if (train) Object.assign(train, { changed: true, dirty: true });
  RED.nodes.dirty(true);
  RED.view.select({ nodes });
  RED.view.redraw(true);
}

interface End extends SingleNode {
  /** the user's output node that it replaces */
  readonly end?: EditorNode;
}

/** The outputs of the recipe, or those that the user's output nodes ask for: one for each branch. */
function outputsFor({ outputs }: SingleNodes, ends: readonly EditorNode[]): End[] {
  if (ends.length === 0 || outputs.length === 0) return [...outputs];
  const target = String(outputs[0]?.properties.target);
  const branches = outputs.filter(({ properties }) => String(properties.target) === target);
  return ends.flatMap((end, i) =>
    branches.map(branch => {
      const { name, target, task } = end;
      const asked = { ...(name && { name }), ...(target ? { target } : {}), ...(task ? { task } : {}) };
      return { ...branch, id: `${branch.id}-${i}`, properties: { ...branch.properties, ...asked }, end };
    }),
  );
}

/** The single nodes as a flow to import, placed to the right of a place and below, in rows of so many columns. */
export function flowOf(
  { x = 0, y = 0, z }: { readonly x?: number; readonly y?: number; readonly z?: unknown },
  parts: readonly End[],
  optimizer: SingleNodes['optimizer'] | null,
  end: EditorNode | undefined,
  columns = Number.POSITIVE_INFINITY,
): {
  readonly flow: Readonly<Record<string, unknown>>[];
  readonly first: readonly string[];
  readonly last: readonly { readonly id: string; readonly end?: EditorNode }[];
} {
  const ids = new Map(parts.map(({ id }) => [id, RED.nodes.id()]));
  const places = inRows(parts, columns);
  const shift = optimizer ? STEP.x : 0;
  const begins = parts.filter(({ from }) => from.length === 0).map(({ id }) => ids.get(id)!);
  const optimizerId = RED.nodes.id();
  const flow = parts.map(({ id, type, properties }) => {
    const at = places.get(id)!;
    const order = Array.isArray(properties.order) ? { order: properties.order.map(own => ids.get(String(own))) } : {};
    return {
      ...defaultsOf(type),
      ...properties,
      ...order,
      ...{ id: ids.get(id), type, z, x: x + at.x + shift, y: y + at.y },
      wires: [parts.filter(part => part.from.includes(id)).map(part => ids.get(part.id))],
    };
  });
  const place = { id: optimizerId, z, x, y, wires: [begins] };
  return {
    flow: optimizer
      ? [{ ...defaultsOf(optimizer.type), ...optimizer.properties, type: optimizer.type, ...place }, ...flow]
      : flow,
    first: optimizer ? [optimizerId] : begins,
    last: lastOf(parts, end).map(({ id, end }) => ({ id: ids.get(id)!, end })),
  };
}

/** The output nodes; without any, the layers that nothing follows, which replace the user's output node. */
function lastOf(parts: readonly End[], end: EditorNode | undefined): readonly End[] {
  const outputs = parts.filter(({ type }) => type === 'nn-output');
  if (outputs.length > 0) return outputs;
  const followed = new Set(parts.flatMap(({ from }) => from));
  return parts.filter(({ id }) => !followed.has(id)).map(part => ({ ...part, ...(end && { end }) }));
}

const defaultsOf = (type: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(RED.nodes.getType(type)!.defaults).map(([name, { value }]) => [name, value]));

/** Sets the fields of the train node that are `auto` to the recipe's values; returns the previous ones. */
function trainAs(train: EditorNode, { training }: SingleNodes): Record<string, unknown> | null {
  const left = Object.entries(training).filter(([name]) => (train[name] ?? 'auto') === 'auto' || train[name] === '');
  if (left.length === 0) return null;
  const before = Object.fromEntries(left.map(([name]) => [name, train[name]]));
  Object.assign(train, Object.fromEntries(left.map(([name, value]) => [name, String(value)])));
  return before;
}
