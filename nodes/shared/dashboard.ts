import type { Node } from 'node-red';
import { messageOf, Problem, translate, z } from '../../src';
import type { NodeContext } from './define';
import type { Say } from './language';
import type { Message } from './message';

/**
 * Widgets of ours on pages of Dashboard 2.0 (@flowfuse/node-red-dashboard). It is not a dependency: without it, a
 * widget says so in its status and does nothing. What is used of it here has no types of its own.
 */

/** A browser that shows the page. */
interface Socket {
  readonly id: string;
  emit(event: string, data: unknown): void;
}
interface DashboardBase {
  /** to all browsers that may see the node */
  emit(event: string, data: unknown, node: Node): void;
  readonly ui: { readonly widgets: Map<string, { src?: WidgetSource }> };
}
interface DashboardGroup {
  register(node: object, config: object, events: object): void;
  getBase(): DashboardBase;
}
/** Where the browser finds a widget's component: `resources/<package>/<src>` sets it as `window[name][component]`. */
interface WidgetSource {
  readonly package: string;
  readonly name: string;
  readonly src: string;
  readonly component: string;
}

/**
 * The address changes with each start, because of caches: a package can only be replaced while Node-RED does not run.
 */
const CODE = `dashboard.js?v=${Date.now()}`;
/** How many questions of all browsers together may wait for an answer. */
const MOST_WAITING = 100;

export interface Place {
  /** id of a `ui-group` node; '': none */
  readonly group: string;
  /** columns and rows of the group's grid; 0: as it suits */
  readonly width: number;
  readonly height: number;
}

/** Who asks. */
export interface Asker {
  readonly language: 'en-US' | 'zh-CN';
  readonly say: Say;
  /** id of the connection */
  readonly socket: string;
  /** what Dashboard adds to a message of this browser (`_client`) */
  readonly client: Partial<Message>;
}

/**
 * What a widget asks: the data are checked, and the result is sent as JSON. Texts for people are in the asker's
 * language.
 */
export interface Answer<Q extends z.ZodType = z.ZodType> {
  readonly query: Q;
  answer(data: z.infer<Q>, asker: Asker): unknown;
}
export const answer = <Q extends z.ZodType>(query: Q, answer: Answer<Q>['answer']): Answer =>
  ({ query, answer }) as Answer;

const question = z.object({
  number: z.number().int(),
  what: z.string().max(40),
  language: z.enum(['en-US', 'zh-CN']),
  data: z.unknown(),
});

/** A widget on the page. */
export interface Widget {
  /** sends news to every browser */
  tell(news: unknown): void;
}
const NOWHERE: Widget = { tell: () => undefined };

/**
 * Puts a node on a page as a widget. `component`: the name of its component in src/dashboard; `props`: what the
 * browser gets with the page, so nothing that not everybody may see; `answers`: what the widget may ask, by name.
 */
export function onDashboard(
  live: NodeContext,
  { group, ...size }: Place,
  component: string,
  props: object,
  answers: Readonly<Record<string, Answer>>,
): Widget {
  const { RED, node, config } = live;
  if (group === '') {
    live.idle('choose a group of a Dashboard 2.0 page');
    return NOWHERE;
  }
  const found = RED.nodes.getNode(group) as unknown as DashboardGroup | null;
  // Node-RED's `getNode` also finds what every object has, such as `constructor`.
  if (typeof found?.register !== 'function') {
    live.idle('its Dashboard group is missing or disabled');
    return NOWHERE;
  }
  const event = `tensorwire:${live.id}`;
  let waiting = 0;
  /**
   * Dashboard calls a function of this name with what a widget sends. It looks it up at each message, so that the
   * widget survives partial deploys.
   */
  const onChange = async (client: Partial<Message>, asked: unknown, socket: Socket): Promise<void> => {
    const parsed = question.safeParse(asked);
    if (!parsed.success) return; // not from our widget
    const { number, what, language, data } = parsed.data;
    const say: Say = text => translate(text, language === 'zh-CN' ? language : null);
    const reply = (answered: object): void => socket.emit(event, { number, ...answered });
    if (waiting >= MOST_WAITING) return reply({ problem: say('too many questions at once: wait a moment') });
    waiting++;
    try {
      const known = Object.hasOwn(answers, what) ? answers[what] : undefined;
      const checked = known?.query.safeParse(data);
      if (!known || !checked?.success) throw new Problem('the page asks something that is not understood: reload it');
      reply({ found: (await known.answer(checked.data, { language, say, socket: socket.id, client })) ?? null });
    } catch (error) {
      // An unexpected error may contain paths of this machine.
      const isOurs = error instanceof Problem;
      if (!isOurs) RED.log.error(error);
      reply({ problem: say(isOurs ? messageOf(error) : 'it failed: the log of Node-RED says why') });
    } finally {
      waiting--;
    }
  };
  const widget = {
    ...{ id: live.id, type: node.type, z: config.z, group, name: config.name, className: '' },
    ...{ order: Number(config.order) || 0, width: size.width || null, height: size.height || null },
    ...props,
  };
  found.register(facade(node), widget, { onChange });
  const base = found.getBase();
  const registered = base.ui.widgets.get(live.id);
  // Dashboard itself only looks for widgets in packages of a certain name.
  if (registered) registered.src = { package: '@tensorwire/node-red', name: node.type, src: CODE, component };
  base.emit(event, { news: { deployed: true } }, node);
  return { tell: news => base.emit(event, { news }, node) };
}

/**
 * The node for Dashboard. It would listen to the node's messages, and send each to all browsers as it is: a Model, a
 * table. It only learns when the node is closed.
 */
const facade = (node: Node): object => ({
  id: node.id,
  type: node.type,
  on(event: string, listener: (removed: boolean, done: () => void) => void) {
    if (event === 'close') node.on('close', listener);
  },
});
