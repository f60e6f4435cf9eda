import { Shell } from './shell';

/**
 * What the plugin loads when the sidebar is first opened: fills the sidebar; `show` and `hide` are called when it
 * becomes visible or hidden.
 */
export function fill(
  root: HTMLElement,
  dialogOf: (node: string) => Readonly<Record<string, unknown>> | null,
): Pick<Shell, 'show' | 'hide'> {
  return new Shell(root, dialogOf);
}
