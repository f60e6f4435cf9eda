/**
 * The entry of the sidebar, which the editor loads with the palette. Everything else is loaded when it is first opened.
 */

const RESOURCES = 'resources/@tensorwire/node-red/';
const CATALOGUE = '@tensorwire/node-red/tensorwire-editor:sidebar.';

interface Sidebar {
  fill(root: HTMLElement): { show(): void; hide(): void };
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
export function addSidebar(version: string): void {
  const root = document.createElement('div');
  root.className = 'tensorwire-sidebar';
  const place = document.createElement('div');
  place.className = 'tensorwire-sidebar-place';
  place.append(root);
  let filled: ReturnType<Sidebar['fill']> | undefined;
  let loading = false;
  let attempts = 0;
  let inSight = false;
  const first = async () => {
    loading = true;
    root.textContent = RED._(`${CATALOGUE}loading`);
    try {
      const { fill } = await load(version, ++attempts);
      root.textContent = '';
      filled = fill(root);
      if (inSight) filled.show();
    } catch (error) {
      root.textContent = RED._(`${CATALOGUE}notLoaded`, { reason: error instanceof Error ? error.message : '' });
      loading = false; // the next opening tries again
    }
  };
  new IntersectionObserver(entries => {
    inSight = entries.at(-1)!.isIntersecting;
    if (filled && inSight) filled.show();
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
  // for the list of actions, and a key of one's own
  RED.actions.add('tensorwire:show-sidebar', () => RED.sidebar.show('tensorwire'), {
    label: RED._(`${CATALOGUE}name`),
  });
}
