import { placed } from '../placed';
import teach from './teach.json';

/** What is added to the flow for a widget on a page of Dashboard 2.0. Plain data: nothing here knows the editor. */

export const WIDGETS = ['form', 'batch', 'training', 'health', 'teach'] as const;
export type Widget = (typeof WIDGETS)[number];

/** Of our page, by which it is found again for the next widget. */
export const PATH = '/neural-networks';
/** Columns of the page's grid. */
const WIDTH: Readonly<Record<Widget, number>> = { form: 6, training: 6, batch: 12, health: 12, teach: 12 };

/** Its name for the model that is learned on the page. */
export const TAUGHT = 'taught';

/** A node that is there. */
export interface Known {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}
export type NewNode = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

interface Place {
  /** the flow */
  readonly z: string;
  /** center of the widget's node */
  readonly x: number;
  readonly y: number;
  /** configuration nodes that are there */
  readonly configs: readonly Known[];
  id(): string;
  defaults(type: string): Readonly<Record<string, unknown>>;
  text(key: string): string;
}

/**
 * The widget with a group of its own on our page; the page, its theme and the Dashboard too, where there are none yet.
 * What is taught on a page is learned by a network that comes along. `properties`: of the widget's node.
 */
export function pageFlow(
  widget: Widget,
  properties: Readonly<Record<string, unknown>>,
  place: Place,
): { readonly flow: readonly NewNode[]; readonly widget: string; readonly path: string } {
  const { configs } = place;
  const added: NewNode[] = [];
  const add = (type: string, own: Readonly<Record<string, unknown>>): Known => {
    const node = { ...structuredClone(place.defaults(type)), ...own, id: place.id(), type };
    added.push(node);
    return node;
  };
  const count = (type: string): number => configs.filter(node => node.type === type).length;
  const first = (type: string): Known | undefined => configs.find(node => node.type === type);
  const pageHere = configs.find(({ type, path }) => type === 'ui-page' && path === PATH);
  const baseHere = pageHere ? configs.find(({ id }) => id === pageHere.ui) : first('ui-base');
  const base = baseHere ?? add('ui-base', { name: 'Dashboard' });
  const page =
    pageHere ??
    add('ui-page', {
      ...{ name: place.text('page'), ui: base.id, path: PATH, icon: 'graph-outline', layout: 'grid' },
      theme: (first('ui-theme') ?? add('ui-theme', { name: place.text('theme') })).id,
      order: count('ui-page') + 1,
    });
  const groups = configs.filter(({ type, page: of }) => type === 'ui-group' && of === page.id);
  const group = add('ui-group', {
    ...{ name: place.text(widget), page: page.id, width: WIDTH[widget], height: 1, order: groups.length + 1 },
    ...{ visible: 'true', disabled: 'false' },
  });
  const { id } = add(`ui-nn-${widget}`, { ...properties, group: group.id });
  const own = added.at(-1)!;
  const model = String(properties.model ?? TAUGHT);
  const learner =
    widget === 'teach'
      ? placed(teach, { ...place, text: key => (key === 'model' ? model : place.text(key)) })
      : { flow: [], ids: new Map<string, string>() };
  const data = learner.ids.get('data');
  const canvas = { ...own, z: place.z, x: place.x, y: place.y, wires: [data === undefined ? [] : [data]] };
  return {
    flow: [...added.slice(0, -1), canvas, ...learner.flow],
    widget: id,
    path: `${String(base.path)}${PATH}`,
  };
}

/** What a predict node writes and reads is what the health widget reads. */
export function healthProperties(predict: Known | undefined): Readonly<Record<string, unknown>> {
  if (!predict) return {};
  const [result, property] = [String(predict.result || 'payload'), String(predict.property || 'payload')];
  return { answer: result, ...(property !== result && { record: property }) };
}
