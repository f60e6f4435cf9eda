import { Shell } from './shell';

/** What the plugin loads when the sidebar is first opened: fills the sidebar, and tells it when it is in sight. */
export function fill(root: HTMLElement): { show(): void; hide(): void } {
  return new Shell(root);
}
