import { DARK_SERIES, LIGHT_SERIES } from '../../charts/browser/series';
import { type Look, NEUTRAL } from '../../charts/look';

/** The colors of the editor, as the charts of the sidebar take them. */
export interface Theme extends Look {
  readonly dark: boolean;
}

const variable = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Red, green and blue of any CSS color, 0 to 255. */
function channelsOf(color: string): readonly number[] {
  const probe = document.createElement('canvas').getContext('2d');
  if (!probe) return [255, 255, 255];
  probe.fillStyle = color;
  probe.fillRect(0, 0, 1, 1);
  return [...probe.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

/** The editor's colors now. */
export function themeNow(): Theme {
  const paper = variable('--red-ui-secondary-background') || '#fff';
  const [red = 255, green = 255, blue = 255] = channelsOf(paper);
  const dark = 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
  return {
    dark,
    ink: variable('--red-ui-primary-text-color') || NEUTRAL.ink,
    quiet: variable('--red-ui-secondary-text-color') || NEUTRAL.quiet,
    grid: dark ? 'rgba(255,255,255,0.12)' : 'rgba(0,0,0,0.10)',
    paper,
    series: dark ? DARK_SERIES : LIGHT_SERIES,
    good: variable('--red-ui-text-color-success') || NEUTRAL.good,
    bad: variable('--red-ui-text-color-error') || NEUTRAL.bad,
    titled: false,
  };
}

/** Node-RED marks a dark editor on the root element; a custom theme may do so on the body. */
export function onTheme(listener: () => void): () => void {
  // The editor and jQuery UI also change classes and styles for other reasons, such as the pointer while something is dragged.
  let before = JSON.stringify(themeNow());
  const observer = new MutationObserver(() => {
    const now = JSON.stringify(themeNow());
    if (now === before) return;
    before = now;
    listener();
  });
  for (const element of [document.documentElement, document.body])
    observer.observe(element, { attributes: true, attributeFilter: ['class', 'style', 'data-theme'] });
  return () => observer.disconnect();
}
