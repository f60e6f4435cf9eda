/** Nearer to the end than this, the reader follows what comes. */
const NEAR = 60;

/** Changes what is in a list of messages; whoever looks at its end still does so afterwards. */
export function keepAtEnd(within: Element, change: () => void): void {
  const list = scrollable(within);
  const follows = list !== null && list.scrollHeight - list.clientHeight - list.scrollTop < NEAR;
  change();
  if (follows) list.scrollTop = list.scrollHeight;
}

function scrollable(element: Element): Element | null {
  for (let at: Element | null = element; at; at = at.parentElement)
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return null;
}
