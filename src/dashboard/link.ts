import type { PageLanguage } from './texts';
import { inject, onBeforeUnmount } from './vue';

/** The way from a widget to its node and back, over Dashboard's own connection. */
export interface Link {
  /**
   * Asks the node; rejects with a sentence for the user. `patience`: milliseconds after which it is given up. What may
   * take long is given up at once if the connection is lost, and its answer with it.
   */
  ask<T>(what: string, data?: unknown, patience?: number): Promise<T>;
  /** Listens to what the node tells all pages; called as well when the connection is back. */
  onNews(listener: (news: News) => void): void;
}
export interface News {
  /** the node was deployed, or the connection was lost: what is shown may be old */
  readonly deployed?: boolean;
  readonly [what: string]: unknown;
}

interface Socket {
  on(event: string, listener: (data: never) => void): void;
  off(event: string, listener: (data: never) => void): void;
  emit(event: string, ...data: readonly unknown[]): void;
}
interface Reply {
  readonly number?: number;
  readonly found?: unknown;
  readonly problem?: string;
  readonly news?: News;
}

/** For how many milliseconds an answer is awaited, unless it may take longer. */
const PATIENCE = 60_000;

/** To be called in the setup of a widget. `lost`: the error of a question that gets no answer in time. */
export function linkTo(id: string, language: PageLanguage, lost: string): Link {
  const socket = inject<Socket>('$socket');
  const event = `tensorwire:${id}`;
  const open = new Map<number, (reply: Reply) => void>();
  const long = new Set<() => void>();
  const listeners: ((news: News) => void)[] = [];
  let asked = 0;
  const hear = (reply: Reply): void => {
    if (reply.number !== undefined) open.get(reply.number)?.(reply);
    else if (reply.news) for (const listener of listeners) listener(reply.news);
  };
  const again = (): void => hear({ news: { deployed: true } });
  const giveUp = (): void => {
    for (const lose of [...long]) lose();
  };
  socket.on(event, hear);
  socket.on('connect', again);
  socket.on('disconnect', giveUp);
  onBeforeUnmount(() => {
    socket.off(event, hear);
    socket.off('connect', again);
    socket.off('disconnect', giveUp);
  });
  return {
    ask<T>(what: string, data: unknown = null, patience = PATIENCE) {
      const number = ++asked;
      return new Promise<T>((resolve, reject) => {
        const settle = ({ problem, found }: Reply): void => {
          open.delete(number);
          clearTimeout(timer);
          long.delete(lose);
          if (problem === undefined) resolve(found as T);
          else reject(new Error(problem));
        };
        const lose = (): void => settle({ problem: lost });
        const timer = setTimeout(lose, patience);
        if (patience > PATIENCE) long.add(lose);
        open.set(number, settle);
        socket.emit('widget-change', id, { number, what, language, data });
      });
    },
    onNews: listener => listeners.push(listener),
  };
}
