import { listOf } from '../check';
import { columnsSeen } from '../seen-columns';
import { text } from '../widgets/widget';
import { insertPage } from './pages/insert-page';
import { WIDGETS } from './pages/page';
import { type Pipeline, pipelines } from './pipelines';
import { freeRow, placed } from './placed';
import { exampleRecord, lastReadings, modelName } from './record';
import { makeRoom } from './room';

/** What is still to be filled in for an inserted pipeline, by the id of its dataset node. */
interface Waiting {
  readonly start: string;
  readonly train: string;
  /** its name until the data are known */
  readonly trainName: string;
  readonly ask: string;
  readonly untargeted: boolean;
  readonly reading: boolean;
  readonly readings: boolean;
  readonly next: string;
  /** all of its nodes */
  readonly nodes: readonly string[];
}
const waiting = new Map<string, Waiting>();

/** From the left edge, where no place was pointed at. */
const LEFT = 20;

/**
 * Inserts a pipeline where its first row is to begin, else below everything on the flow, and opens the dialog in which its
 * data are chosen.
 */
export function insert(pipeline: Pipeline, at?: { readonly x: number; readonly y: number }): void {
  const z = RED.workspaces.active();
  if (z === '' || RED.workspaces.isLocked() || !RED.user.hasPermission('flows.write')) {
    RED.notify(text('insert.locked'), { type: 'warning' });
    return;
  }
  const { flow, ids } = placed(pipeline, {
    z,
    ...(at ? beginningAt(pipeline, at) : { x: LEFT, y: freeRow(RED.nodes.filterNodes({ z })) }),
    id: () => RED.nodes.id(),
    defaults: type =>
      Object.fromEntries(Object.entries(RED.nodes.getType(type)!.defaults).map(([name, { value }]) => [name, value])),
    text: key => text(`insert.names.${key}`),
  });
  const dirty = RED.nodes.dirty();
  const { nodes, links } = RED.nodes.import(flow, { markChanged: true });
  RED.history.push({ t: 'add', nodes: nodes.map(({ id }) => id), links, dirty });
  RED.nodes.dirty(true);
  RED.view.redraw(true);
  RED.view.select({ nodes });
  const dataset = RED.nodes.node(ids.get(pipeline.dataset)!)!;
  const train = RED.nodes.node(ids.get(pipeline.train)!)!;
  waiting.set(dataset.id, {
    start: ids.get(pipeline.start)!,
    train: train.id,
    trainName: String(train.name),
    ask: ids.get(pipeline.ask)!,
    untargeted: pipeline.untargeted ?? false,
    reading: pipeline.reading ?? false,
    readings: pipeline.readings ?? false,
    next: pipeline.next ?? 'next',
    nodes: [...ids.values()],
  });
  RED.view.reveal(dataset.id, false);
  RED.editor.edit(dataset);
}

/** By how much a pipeline is moved so that its first node stands at a place, on the grid. */
function beginningAt({ nodes, start }: Pipeline, at: { readonly x: number; readonly y: number }) {
  const first = nodes.find(({ id }) => id === start)!;
  const onGrid = (n: number): number => Math.round(n / GRID) * GRID;
  return { x: onGrid(at.x - first.x), y: onGrid(at.y - first.y) };
}
const GRID = 20;

/**
 * When the data of an inserted pipeline are chosen, its model is named after them, and its example record is taken from
 * them.
 */
export function completeInserted(): void {
  RED.events.on('nodes:change', dataset => {
    const open = waiting.get(dataset.id);
    const columns = columnsSeen(dataset.id);
    const targets = listOf(dataset.target);
    if (!open || columns.length === 0 || (targets.length === 0 && !open.untargeted)) return;
    waiting.delete(dataset.id);
    const record = exampleRecord(columns, open.reading ? [] : targets);
    const name = modelName(String(dataset.file ?? ''));
    const dirty = RED.nodes.dirty();
    const events = [
      ...change(open.ask, ({ payload }) =>
        payload === '{}' ? { payload: JSON.stringify(record), payloadType: 'json' } : {},
      ),
      ...change(open.train, train => (train.name === open.trainName && name !== null ? { name } : {})),
    ];
    RED.view.redraw(true, true); // the widths follow the names
    events.push(...makeRoom(open.nodes));
    if (events.length > 0) {
      RED.history.push({ t: 'multi', events, dirty });
      RED.nodes.dirty(true);
      RED.view.redraw(true);
    }
    const start = RED.nodes.node(open.start);
    if (start) RED.view.select({ nodes: [start] });
    if (open.readings) void fillReadings(dataset, open.ask, JSON.stringify(record));
    RED.notify(text(`insert.${open.next}`), { type: 'success', timeout: 15_000 });
  });
}

/**
 * Replaces the one reading that is asked about by the last ones of the file; where these cannot be taken, it says why, and
 * where the user has written other ones, they stay.
 */
async function fillReadings(dataset: EditorNode, ask: string, filled: string): Promise<void> {
  const { readings, problem } = await lastReadings(dataset);
  // an element: of a text, the names in it would be markup
  if (problem !== undefined)
    RED.notify($('<p>').text(text('insert.noReadings', { problem })), { type: 'warning', timeout: 30_000 });
  const dirty = RED.nodes.dirty();
  if (readings.length === 0) return;
  const events = change(ask, ({ payload }) => (payload === filled ? { payload: JSON.stringify(readings) } : {}));
  if (events.length === 0) return;
  RED.history.push({ t: 'multi', events, dirty });
  RED.nodes.dirty(true);
  RED.view.redraw(true);
}

/** Changes a node; returns the step that undoes it, or nothing where nothing is to be changed. */
function change(id: string, changesOf: (node: EditorNode) => Readonly<Record<string, unknown>>): EditorEvent[] {
  const node = RED.nodes.node(id);
  if (!node) return [];
  const after = Object.entries(changesOf(node)).filter(([property, value]) => node[property] !== value);
  if (after.length === 0) return [];
  const changes = Object.fromEntries(after.map(([property]) => [property, node[property]]));
  const step: EditorEvent = { t: 'edit', node, changes, changed: node.changed === true, dirty: RED.nodes.dirty() };
  Object.assign(node, Object.fromEntries(after), { changed: true, dirty: true });
  return [step];
}

interface Insertion {
  readonly action: string;
  readonly label: string;
  run(at?: { readonly x: number; readonly y: number }): void;
}

/** The pipelines, and widgets of pages, as commands: in the list of actions, the main menu and the palette. */
export const insertions = (): readonly Insertion[] => [
  ...pipelines.map(
    (pipeline): Insertion => ({
      action: `tensorwire:insert-${pipeline.id}`,
      label: text(`insert.${pipeline.id}`),
      run: at => insert(pipeline, at),
    }),
  ),
  ...WIDGETS.map(
    (widget): Insertion => ({
      action: `tensorwire:insert-page-${widget}`,
      label: text('insert.pages.label', { widget: text(`insert.pages.${widget}`) }),
      run: at => insertPage(widget, at),
    }),
  ),
];
