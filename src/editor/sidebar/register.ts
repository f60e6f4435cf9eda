import type { SidebarTab } from '../../settings/node-settings';

/**
 * The entry of the sidebar, which the editor loads with the palette. Everything else is loaded when it is first opened.
 */

const RESOURCES = 'resources/@tensorwire/node-red/';
const CATALOGUE = '@tensorwire/node-red/tensorwire-editor:sidebar.';

interface Filled {
  /** `tab`: the one to show; else the one where it was left. `focus`: the keyboard goes on there */
  show(tab?: SidebarTab, focus?: boolean): void;
  hide(): void;
}
/** The values in the open dialog of a node; null: none is open. */
type DialogOf = (node: string) => Readonly<Record<string, unknown>> | null;
interface Sidebar {
  fill(root: HTMLElement, dialogOf: DialogOf): Filled;
}

let filled: Filled | undefined;
/** What is to be shown as soon as the sidebar is there and in sight. */
let wanted: { readonly tab?: SidebarTab; readonly focus?: boolean } = {};
let inSight = false;

/** Opens the sidebar at a tab; without one where it was left. `focus`: the keyboard goes on there. */
export function showSidebar(tab?: SidebarTab, focus = false): void {
  wanted = { tab, focus };
  RED.sidebar.show('tensorwire');
  if (inSight) show();
}

function show(): void {
  if (!filled) return;
  filled.show(wanted.tab, wanted.focus);
  wanted = {};
}

/**
 * The sidebar's code and style, from the package's public folder. `version`: so that a cache does not return another
 * version.
 */
async function load(version: string, attempt: number): Promise<Sidebar> {
  // A browser may remember that a module could not be loaded.
  const query = `?v=${version}${attempt > 1 ? `&attempt=${attempt}` : ''}`;
  const address = (file: string) => new URL(`${RESOURCES}${file}${query}`, document.baseURI).href;
  const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address('sidebar.css') });
  const styled = new Promise((resolve, reject) => {
    style.onload = resolve;
    style.onerror = () => reject(new Error('sidebar.css'));
  });
  document.head.append(style);
  const [sidebar] = await Promise.all([import(address('sidebar.js')) as Promise<Sidebar>, styled]);
  return sidebar;
}

/** Adds "Neural networks" to the editor's sidebar. */
export function addSidebar(version: string, dialogOf: DialogOf): void {
  const root = document.createElement('div');
  root.className = 'tensorwire-sidebar';
  const place = document.createElement('div');
  place.className = 'tensorwire-sidebar-place';
  place.append(root);
  let loading = false;
  let attempts = 0;
  const first = async () => {
    loading = true;
    root.textContent = RED._(`${CATALOGUE}loading`);
    try {
      const { fill } = await load(version, ++attempts);
      root.textContent = '';
      filled = fill(root, dialogOf);
      if (inSight) show();
    } catch (error) {
      root.textContent = RED._(`${CATALOGUE}notLoaded`, { reason: error instanceof Error ? error.message : '' });
      loading = false; // the next opening tries again
    }
  };
  new IntersectionObserver(entries => {
    inSight = entries.at(-1)!.isIntersecting;
    if (filled && inSight) show();
    else if (filled) filled.hide();
    else if (inSight && !loading) void first();
  }).observe(root);
  RED.sidebar.addTab({
    id: 'tensorwire',
    label: RED._(`${CATALOGUE}label`),
    name: RED._(`${CATALOGUE}name`),
    iconClass: 'fa fa-line-chart',
    content: place,
    enableOnEdit: true,
  });
  // for the list of actions, where a user may give it a key
  RED.actions.add('tensorwire:show-sidebar', () => showSidebar(undefined, true), {
    label: RED._(`${CATALOGUE}action`),
  });
}
