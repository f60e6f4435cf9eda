import { categoryKey } from '../palette';
import { text } from '../widgets/widget';
import { draggable } from './drag';
import { completeInserted, insertions } from './insert';

/** Where pipelines are inserted from: the main menu, the list of actions, and the head of the palette's category. */
export function addInsertions(): void {
  completeInserted();
  const all = insertions();
  for (const { action, label, run } of all)
    RED.actions.add(action, () => run(), { label: `${text('insert.menu')}: ${label}` });
  const options = all.map(({ action, label }) => ({ id: action.replace(':', '-'), label, onselect: action }));
  RED.menu.addItem('red-ui-header-button-sidemenu', { id: 'tensorwire-insert', label: text('insert.menu'), options });
  // Node-RED puts it last, after its version; it belongs beside the import of flows.
  const entry = $('#tensorwire-insert').parent();
  const beside = $('#menu-item-import').parent();
  if (entry.length > 0 && beside.length > 0) entry.insertBefore(beside);
  RED.events.on('registry:node-type-added', addToPalette);
  addToPalette();
}

/** As soon as the category exists. */
function addToPalette(): void {
  const category = $(`#red-ui-palette-base-category-${categoryKey}`);
  if (category.length === 0 || category.find('.tensorwire-insert').length > 0) return;
  const button = $('<button type="button" class="red-ui-button red-ui-button-small">')
    .append($('<i class="fa fa-plus">'), ' ', $('<span>').text(text('insert.button')))
    .on('click', () => {
      const all = insertions();
      const options = all.map(({ label, run }) => ({ label, onselect: () => run() }));
      const menu = RED.popover.menu({ options, width: 220 });
      menu.show({ target: button, align: 'right', offset: [0, 0], dispose: true });
      for (const [i, { label, run }] of all.entries())
        draggable($('.red-ui-popover-panel:visible .red-ui-menu a').eq(i), label, at => {
          menu.hide();
          run(at);
        });
    });
  category.prepend($('<div class="tensorwire-insert">').append(button));
}
