/**
 * Says below the form what the field is for in which the user is, or over which the pointer rests: the sentence that its label
 * has as a tooltip. It has a place of its own, so that nothing moves under the pointer.
 */
export function explainFields(root: JQuery): void {
  const place = root.find('.tensorwire-explain');
  const tipOf = (row: JQuery): string => row.children('label').attr('title') ?? '';
  let focused = '';
  const show = (tip: string) => place.text(tip);
  root.on('focusin', '.tensorwire-row', event => {
    focused = tipOf($(event.currentTarget as HTMLElement));
    show(focused);
  });
  root.on('mouseenter', '.tensorwire-row', event => show(tipOf($(event.currentTarget as HTMLElement)) || focused));
  root.on('mouseleave', '.tensorwire-row', () => show(focused));
}
