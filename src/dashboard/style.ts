/** Adds the style sheet of all widgets to the page, once. It lies beside this script, with the same version. */
export function addStyle(): void {
  const here = new URL(import.meta.url);
  const href = new URL(`dashboard.css${here.search}`, here).href;
  document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }));
}
