import { type Box, roomForStatus } from './room';

/**
 * Fits statuses and labels into the available space: Node-RED draws a status at full length, over its neighbors. A cut
 * text ends in an ellipsis, and hovering shows the whole. Likewise hovering shows the whole label of a node with a
 * shortened one.
 */

const PALETTE = /^nn-/;
const SVG = 'http://www.w3.org/2000/svg';

const boxOf = (node: EditorNode): Box => ({
  x: node.x ?? 0,
  y: node.y ?? 0,
  w: Number(node.w) || 0,
  h: Number(node.h) || 0,
  status: textOf(node) !== '',
});
const textOf = (node: EditorNode): string => {
  const status = node.status as { text?: unknown } | undefined;
  return typeof status?.text === 'string' ? status.text : '';
};

/** `whole`: the full label of the node; null: the label is not shortened. */
export function fitNode(node: EditorNode, element: Element, whole: string | null): void {
  if (!PALETTE.test(node.type)) return;
  titled(element, whole);
  const text = element.querySelector<SVGTextElement>('.red-ui-flow-node-status-label');
  const group = text?.closest('.red-ui-flow-node-status-group');
  if (!text || !group) return;
  const full = textOf(node);
  const key = `${full}|${node.x}|${node.y}|${String(node.w)}|${moved}|${text.textContent}`;
  const fitted = element as Element & { tensorwireFitted?: string };
  if (fitted.tensorwireFitted === key) return;
  if (full !== '' && !isDrawn(text, full)) return;
  const others = RED.nodes.filterNodes({ z: String(node.z) }).filter(other => other.id !== node.id);
  const shown = cut(text, full, roomForStatus(boxOf(node), others.map(boxOf)));
  if (text.textContent !== shown) text.textContent = shown;
  group
    .querySelector('.red-ui-flow-node-status-background')
    ?.setAttribute('width', `${text.getComputedTextLength() + 21}`);
  titled(group, shown === full ? null : full);
  fitted.tensorwireFitted = `${full}|${node.x}|${node.y}|${String(node.w)}|${moved}|${shown}`;
}

/** Has a text a width? Not while its tab is not on the page: nothing can be fitted then, and nothing remembered. */
function isDrawn(text: SVGTextElement, full: string): boolean {
  text.textContent = full;
  return text.getComputedTextLength() > 0;
}

/** The longest beginning of a text that fits: whole parts if the first one fits, `64 outputs · …`, else letters. */
function cut(text: SVGTextElement, full: string, room: number): string {
  const fitting = (shown: string): boolean => {
    text.textContent = shown;
    return text.getComputedTextLength() <= room;
  };
  if (full === '' || fitting(full)) return full;
  const parts = full.split(' · ');
  for (let shown = parts.length - 1; shown > 0; shown--) {
    const first = `${parts.slice(0, shown).join(' · ')} · …`;
    if (fitting(first)) return first;
  }
  let [fits, tooLong] = [1, full.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (fitting(`${full.slice(0, middle).trimEnd()}…`)) fits = middle;
    else tooLong = middle;
  }
  return `${full.slice(0, fits).trimEnd()}…`;
}

/** Sets the text (never markup) that the browser shows on hovering. */
function titled(element: Element, text: string | null): void {
  const known = [...element.children].find(child => child.tagName === 'title');
  if (text === null) known?.remove();
  else {
    const title = known ?? element.insertBefore(document.createElementNS(SVG, 'title'), element.firstChild);
    if (title.textContent !== text) title.textContent = text;
  }
}

/** Counts moves of nodes: after a move, a node may have other neighbors. */
let moved = 0;

/** Nodes that Node-RED draws at this moment, with their elements. */
const drawn = new Map<EditorNode, Element>();

/**
 * Fits a node once all nodes are drawn, in the same frame: earlier, a node of a tab that is shown for the first time is
 * not yet part of the page, so that its text has no width, and the widths of its neighbors are not known.
 */
function afterDrawing(node: EditorNode, element: Element, wholeLabel: (node: EditorNode) => string | null): void {
  if (drawn.size === 0)
    queueMicrotask(() => {
      const all = [...drawn];
      drawn.clear();
      for (const [each, its] of all) fitNode(each, its, wholeLabel(each));
    });
  drawn.set(node, element);
}

/** From now on statuses are fitted whenever the canvas is drawn or a status comes. */
export function fitStatuses(wholeLabel: (node: EditorNode) => string | null): void {
  RED.hooks.add('viewRedrawNode.tensorwire', ({ node, el }) => afterDrawing(node, el, wholeLabel));
  RED.events.on('nodes:change', () => {
    moved++;
  });
  RED.comms.subscribe('status/#', topic => {
    // after Node-RED's own listener, which draws the whole text, and before the next frame
    requestAnimationFrame(() => {
      const node = RED.nodes.node(topic.split('/')[1] ?? '');
      if (!node) return;
      const draw = (each: EditorNode): void => {
        const element = document.getElementById(each.id);
        if (element) fitNode(each, element, wholeLabel(each));
      };
      draw(node);
      // Where a status appears or goes, the one to its left has other room.
      const has = textOf(node) !== '';
      if (has === withStatus.has(node.id)) return;
      if (has) withStatus.add(node.id);
      else withStatus.delete(node.id);
      moved++;
      RED.nodes.filterNodes({ z: String(node.z) }).forEach(draw);
    });
  });
}

/** The nodes under which a status stands. */
const withStatus = new Set<string>();
