import { listOf } from '../check';
import { sourcesOf } from '../wires';
import { text, type Widget } from './widget';

interface Branch {
  readonly id: string;
  readonly label: string;
}

/**
 * The nodes that are wired to this one, to be sorted by dragging; stored only if the order is not that of the canvas.
 */
export const branches: Widget<'branches'> = (_, { node, row, stored, changed }) => {
  const sources = new Map(sourcesOf(node).map(source => [source.id, source]));
  const onCanvas = [...sources.keys()];
  const wanted = listOf(stored).filter(id => sources.has(id));
  const list = row.find('ol');
  if (sources.size === 0) {
    row.find('.tensorwire-list').replaceWith($('<span class="tensorwire-line">').text(text('noBranches')));
    return () => '';
  }
  list.editableList<Branch>({
    addButton: false,
    sortable: true,
    height: 'auto',
    addItem: (item, _index, { label }) => {
      item.text(label);
    },
    sortItems: changed,
  });
  for (const id of [...wanted, ...onCanvas.filter(id => !wanted.includes(id))])
    list.editableList('addItem', { id, label: RED.utils.getNodeLabel(sources.get(id)!, id) } satisfies Branch);
  return () => {
    const items = list.editableList('items').toArray();
    const order = items.map(item => ($(item).data('data') as Branch).id);
    return order.every((id, i) => id === onCanvas[i]) ? '' : order;
  };
};
