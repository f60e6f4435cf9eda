import { figure } from '../../model-form/figures';
import { button, element } from '../sidebar/dom';
import type { ModelSummary } from './summaries';
import { words } from './words';

/** A model as a card: what it predicts, how good it is, and how large. */
export function cardOf({
  model,
  version,
  task,
  targets,
  parameters,
  engine,
  metrics,
  created,
}: ModelSummary): HTMLElement {
  const rows: (readonly [string, string])[] = [
    [words('predicts'), `${targets.join(', ')} (${task})`],
    ...Object.entries(metrics).map(([name, value]) => [name, figure(value, RED.i18n.lang())] as const),
    [words('parameters'), parameters.toLocaleString(RED.i18n.lang())],
    [words('trained'), `${new Date(created).toLocaleString(RED.i18n.lang())} · ${engine}`],
  ];
  return element(
    'section',
    { className: 'tensorwire-debug-model' },
    element('strong', {}, version === null ? model : `${model} v${version}`),
    element('dl', {}, ...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])),
    version !== null && button(words('models'), () => RED.sidebar.show('tensorwire'), { icon: 'fa-line-chart' }),
  );
}
