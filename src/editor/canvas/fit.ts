import { type Box, roomForStatus } from './room';

/**
 * Statuses in the room that there is: Node-RED draws them as long as they are, over what stands beside. What is cut ends in
 * an ellipsis, and a pointer that rests on it shows the whole. Likewise the whole label of a node that shows a short one.
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

/** `whole`: the label that the node would have if it were not short; null: it is whole. */
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
  const others = RED.nodes.filterNodes({ z: String(node.z) }).filter(other => other.id !== node.id);
  const shown = cut(text, full, roomForStatus(boxOf(node), others.map(boxOf)));
  if (text.textContent !== shown) text.textContent = shown;
  group
    .querySelector('.red-ui-flow-node-status-background')
    ?.setAttribute('width', `${text.getComputedTextLength() + 21}`);
  titled(group, shown === full ? null : full);
  fitted.tensorwireFitted = `${full}|${node.x}|${node.y}|${String(node.w)}|${moved}|${shown}`;
}

/** As much of a text as fits. */
function cut(text: SVGTextElement, full: string, room: number): string {
  text.textContent = full;
  if (full === '' || text.getComputedTextLength() <= room) return full;
  let [fits, tooLong] = [1, full.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    text.textContent = `${full.slice(0, middle).trimEnd()}…`;
    if (text.getComputedTextLength() <= room) fits = middle;
    else tooLong = middle;
  }
  return `${full.slice(0, fits).trimEnd()}…`;
}

/** A text, never markup, that the browser shows where the pointer rests. */
function titled(element: Element, text: string | null): void {
  const known = [...element.children].find(child => child.tagName === 'title');
  if (text === null) known?.remove();
  else {
    const title = known ?? element.insertBefore(document.createElementNS(SVG, 'title'), element.firstChild);
    if (title.textContent !== text) title.textContent = text;
  }
}

/** Counts the times that something was moved: what is beside a node may have changed. */
let moved = 0;

/** From now on statuses fit: when the canvas is drawn, and when a status comes. */
export function fitStatuses(wholeLabel: (node: EditorNode) => string | null): void {
  RED.hooks.add('viewRedrawNode.tensorwire', ({ node, el }) => fitNode(node, el, wholeLabel(node)));
  RED.events.on('nodes:change', () => {
    moved++;
  });
  RED.comms.subscribe('status/#', topic => {
    // Behind Node-RED's own listener, which draws the whole text, and before anybody sees it.
    requestAnimationFrame(() => {
      const node = RED.nodes.node(topic.split('/')[1] ?? '');
      const element = node && document.getElementById(node.id);
      if (node && element) fitNode(node, element, wholeLabel(node));
    });
  });
}
