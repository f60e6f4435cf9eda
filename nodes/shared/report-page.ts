import type { NodeAPI } from 'node-red';
import { type Language, type Presented, TensorwireError } from '../../src';
import type { NodeContext } from './define';
import { addRoute, z } from './routes';

/** The last report of a node, which its button in the editor opens as a page. */
interface KeptPage {
  /** the page's HTML, written when somebody asks */
  readonly write: (language: Language) => Promise<Presented>;
  /** of a packaged example: those who may only read may see it */
  readonly packaged: boolean;
  /** pages that were asked for, by language */
  readonly written: Map<Language, Promise<Presented>>;
}

/** Of each Node-RED, by node. */
const kept = new WeakMap<object, Map<string, KeptPage>>();
function pagesOf(RED: NodeAPI): Map<string, KeptPage> {
  const pages = kept.get(RED.httpAdmin) ?? new Map<string, KeptPage>();
  kept.set(RED.httpAdmin, pages);
  return pages;
}

/** Everyone with `status.read` hears it: that there is a report, and nothing of it. */
const TOPIC = 'tensorwire/report/';
function tell(RED: NodeAPI, id: string, there: boolean): void {
  RED.comms.publish(TOPIC + id, there, there);
}

export interface ReportPage {
  keep(write: KeptPage['write'], packaged?: boolean): void;
}

/**
 * Keeps the page of a node's last report until the node is removed; `untilDeploy`: until it is closed, where writing it
 * needs what the node holds.
 */
export function reportPage({ RED, id, onClose }: NodeContext, { untilDeploy = false } = {}): ReportPage {
  const pages = pagesOf(RED);
  let closed = false;
  onClose(removed => {
    closed = removed || untilDeploy;
    if (closed && pages.delete(id)) tell(RED, id, false);
  });
  return {
    keep(write, packaged = false) {
      if (closed) return; // of a message that was still under way
      const isNew = !pages.has(id);
      pages.set(id, { write, packaged, written: new Map() });
      if (isNew) tell(RED, id, true); // once: a node that reports often must not flood the browsers
    },
  };
}

const query = z.object({ node: z.string().min(1).max(200) });

/**
 * GET /tensorwire/report?node=<id> → { page }: the last report of a deployed node as one HTML page, in the language of
 * the editor. A report shows rows of the data: it takes tensorwire.write, except of a packaged example.
 */
export const reportPageRoute = (RED: NodeAPI): void =>
  addRoute(RED, {
    path: '/tensorwire/report',
    query,
    permission: ({ node }) => (pageOf(RED, node)?.packaged ? 'tensorwire.read' : 'tensorwire.write'),
    async answer({ node }, _say, language) {
      const found = pageOf(RED, node);
      if (!found) throw new TensorwireError('report', 'this node has no report yet; send a message through it');
      return { page: await pageIn(found, language) };
    },
  });

/** The node's, or that of its counterpart in an instance of its subflow. */
function pageOf(RED: NodeAPI, node: string): KeptPage | undefined {
  const pages = pagesOf(RED);
  return pages.get(node) ?? [...pages].find(([id]) => id.endsWith(`-${node}`))?.[1];
}

function pageIn({ write, written }: KeptPage, language: Language): Promise<Presented> {
  const page = written.get(language) ?? write(language);
  written.set(language, page);
  page.catch(() => written.delete(language)); // the next question tries again
  return page;
}
