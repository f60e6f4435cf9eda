import { DARK_SERIES, LIGHT_SERIES } from '../charts/browser/series';
import { type Look, NEUTRAL } from '../charts/look';

/** The colors of a page of Dashboard, from Vuetify's CSS variables (`r,g,b`) at an element. */
export function lookAt(place: HTMLElement): Look {
  const style = getComputedStyle(place);
  const variable = (name: string): string => style.getPropertyValue(`--v-theme-${name}`).trim();
  const [red = 0, green = 0, blue = 0] = variable('on-surface').split(',').map(Number);
  const dark = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 128;
  const ink = `rgb(${red},${green},${blue})`;
  return {
    ink,
    quiet: `rgba(${red},${green},${blue},0.68)`,
    grid: `rgba(${red},${green},${blue},0.13)`,
    paper: dark ? '#1f2430' : '#ffffff',
    series: dark ? DARK_SERIES : LIGHT_SERIES,
    good: NEUTRAL.good,
    bad: NEUTRAL.bad,
    titled: false,
  };
}

/** Listens to changes of the page's theme, for which Dashboard replaces a style sheet. */
export function onLook(listener: () => void): () => void {
  const sheet = document.getElementById('vuetify-theme-stylesheet');
  if (!sheet) return () => undefined;
  const observer = new MutationObserver(listener);
  observer.observe(sheet, { childList: true, characterData: true, subtree: true });
  return () => observer.disconnect();
}
