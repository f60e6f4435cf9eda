/** Elements are built from texts and other elements only: nothing from the data is ever parsed as markup. */

type Child = Node | string | null | undefined | false;

type Properties<K extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[K], 'attributes' | 'style' | 'innerHTML' | 'outerHTML' | 'dataset'>
> & {
  /** attributes, `aria-label` or `role`; false: without it */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
};

/** An element with properties, attributes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { attributes = {}, ...properties }: Properties<K> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  for (const [name, value] of Object.entries(attributes)) if (value !== false) made.setAttribute(name, String(value));
  made.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return made;
}

/** A button as in Node-RED's own sidebars. `icon`: of Font Awesome 4, `fa-trash`. */
export function button(
  label: string,
  press: () => void,
  { icon = '', quiet = false, className = '' }: { icon?: string; quiet?: boolean; className?: string } = {},
): HTMLButtonElement {
  const sign = icon && element('i', { className: `fa ${icon}`, attributes: { 'aria-hidden': 'true' } });
  const made = element(
    'button',
    {
      type: 'button',
      className: `red-ui-button red-ui-button-small tensorwire-button ${className}`.trim(),
      ...(quiet && { title: label, attributes: { 'aria-label': label } }),
    },
    sign || null,
    quiet ? null : element('span', {}, label),
  );
  made.addEventListener('click', press);
  return made;
}
