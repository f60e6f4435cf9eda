import type { insertions } from './insert';

type Run = ReturnType<typeof insertions>[number]['run'];

/** Lets an entry of the palette's menu be dragged to the canvas, as its nodes are: it is inserted where it is dropped. */
export function draggable(entry: JQuery, label: string, run: Run): void {
  entry.draggable({
    helper: () => $('<div class="tensorwire-dragged">').text(label),
    appendTo: '#red-ui-editor',
    distance: 5,
    zIndex: 1000,
    stop: ({ clientX = 0, clientY = 0 }) => {
      const chart = $('#red-ui-workspace-chart')[0];
      const isOver = chart?.contains(document.elementFromPoint(clientX, clientY));
      if (!chart || !isOver) return;
      const { left, top } = chart.getBoundingClientRect();
      const scale = RED.view.scale();
      run({ x: (clientX - left + chart.scrollLeft) / scale, y: (clientY - top + chart.scrollTop) / scale });
    },
  });
}
