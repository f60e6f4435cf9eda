import type { Node, NodeAPI, NodeDef } from 'node-red';
import {
  busy,
  type Canvas,
  type CanvasNode,
  canvasOf,
  messageOf,
  migrate,
  type NodeSettings,
  Problem,
  problem,
  readSettings,
  ready,
  type Settings,
  type SettingTable,
  type Status,
  sayStatus,
  waiting,
  withSubject,
} from '../../src';
import { runtimeSay, type Say, speak } from './language';
import { applyLimits } from './limits';
import type { Message } from './message';
import { Miswired } from './miswired';
import { StatusLine } from './status-line';

/** What the runtime of a node works with. */
export interface NodeContext {
  readonly RED: NodeAPI;
  readonly node: Node;
  readonly id: string;
  /** the subject of its errors: the node's name, else its kind (`dense`) */
  readonly subject: string;
  /** the label that the user gave it; '' */
  readonly name: string;
  /** the node's own configuration, with environment variables resolved and migrated to this version */
  readonly config: Readonly<Record<string, unknown>>;
  readonly canvas: Canvas;
  /** Node-RED's userDir */
  readonly userDir: string;
  /** the status shown last */
  readonly status: Status;
  show(status: Status): void;
  idle(text: string): void;
  ready(text: string): void;
  busy(text: string): void;
  /** shows how far something is; may be called at any rate */
  progress(text: string): void;
  problem(error: unknown): void;
  /** called when the node is closed; `removed`: it is gone for good */
  onClose(close: (removed: boolean) => void | Promise<void>): void;
}

type Sent = Message | readonly (Message | readonly Message[] | null)[] | null;
/** What it returns is sent on; then the message is done. What it throws is the message's error. */
export type Handler = (message: Message, send: (sent: Sent) => void) => Promise<Sent | undefined> | Sent | undefined;

/** What a node is to the canvas: see CanvasNode. */
export type FlowRole = Pick<CanvasNode, 'role'> & Partial<CanvasNode>;

export interface Behavior {
  readonly handle: Handler;
  readonly part?: FlowRole;
}

export interface Options {
  /** the node's subject in errors; default: its type without `nn-` */
  readonly word?: string;
  /** called once for each Node-RED that loads the node */
  readonly routes?: (RED: NodeAPI) => void;
}

/**
 * A node type: its settings, and what it does with a message.
 * `create` runs in the node's constructor. If it throws (a wrong setting), the error becomes the node's status at once
 * and the error of every message: the flow keeps running, and catch nodes see it.
 */
export function defineNode<T extends SettingTable>(
  type: string,
  declared: NodeSettings<T>,
  create: (live: NodeContext, settings: Settings<T>) => Behavior | Handler,
  { word = type.replace(/^nn-/, ''), routes }: Options = {},
): (RED: NodeAPI) => void {
  return RED => {
    applyLimits(RED);
    const canvas = canvasOf(RED);
    RED.nodes.registerType(type, function (this: Node, config: NodeDef) {
      RED.nodes.createNode(this, config);
      const say = runtimeSay(RED, type);
      speak(this, say);
      const current = migrate(declared.migrations, { ...config });
      const live = makeLive(RED, this, current, canvas, word, 'name' in declared.properties, say);
      start(live, type, declared.properties, create, say);
    });
    routes?.(RED);
  };
}

function start<T extends SettingTable>(
  live: NodeContext,
  type: string,
  table: T,
  create: (live: NodeContext, settings: Settings<T>) => Behavior | Handler,
  say: Say,
): void {
  const { node, canvas } = live;
  live.show({});
  let made: Behavior;
  let checked: unknown = live.config;
  try {
    const settings = readSettings(table, live.config);
    const behavior = create(live, settings);
    made = typeof behavior === 'function' ? { handle: behavior } : behavior;
    checked = settings;
  } catch (caught) {
    const error = withSubject(live.subject, caught);
    const fail = () => {
      throw error;
    };
    made = { handle: fail, part: { role: 'unseen' } };
    live.problem(caught);
  }
  const refuse = new Miswired(type);
  const member: Writable<CanvasNode> = {
    id: node.id,
    type,
    name: live.name,
    settings: checked,
    status: live.show,
    role: 'end',
    looped: isLooped => refuse.loop(isLooped),
    ...made.part,
  };
  if (member.role === 'end' || member.role === 'train') keepStatus(live, member);
  live.onClose(canvas.join(member));
  node.on('input', async (message, send, over) => {
    const done = over as (problem?: Error | string) => void;
    try {
      if (refuse.message(message as Message)) return done();
      const sent = await made.handle(message as Message, send as (sent: Sent) => void);
      if (sent) send(sent as Parameters<typeof send>[0]);
      done();
    } catch (caught) {
      live.problem(caught);
      // A string is shown in full in the debug sidebar; an unexpected error comes with its stack.
      const error = withSubject(live.subject, caught);
      done(error.details.unexpected ? error : say(error.message));
    }
  });
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Keeps a status across a deploy that changed nothing of what led to it. Layers get theirs from the flow check. */
function keepStatus(live: NodeContext, member: Writable<CanvasNode>): void {
  const { canvas } = live;
  const { deployed } = member;
  let now: string | null = null;
  member.deployed = fingerprint => {
    deployed?.(fingerprint);
    now = fingerprint;
    const left = canvas.statuses.take(live.id, fingerprint);
    if (left && live.status.text === undefined) live.show(left);
  };
  live.onClose(removed => {
    if (now !== null && !removed && !canvas.stopping) canvas.statuses.leave(live.id, now, live.status);
  });
}

function makeLive(
  RED: NodeAPI,
  node: Node,
  config: Readonly<Record<string, unknown>>,
  canvas: Canvas,
  word: string,
  nameIsSetting: boolean,
  say: Say,
): NodeContext {
  const line = new StatusLine(status => node.status(sayStatus(status, say) as Parameters<typeof node.status>[0]));
  const show = (status: Status): void => line.show(status);
  node.on('close', () => line.close());
  const name = !nameIsSetting && typeof config.name === 'string' ? config.name.trim() : '';
  return {
    RED,
    node,
    id: node.id,
    subject: name || word,
    name,
    config,
    canvas,
    userDir: RED.settings.userDir ?? process.cwd(),
    get status() {
      return line.last;
    },
    show,
    idle: text => show(waiting(text)),
    ready: text => show(ready(text)),
    busy: text => show(busy(text)),
    progress: text => line.progress(busy(text)),
    problem: error => show(problem(error)),
    onClose(close) {
      node.on('close', (removed: boolean, done: () => void) => {
        // Node-RED waits for `done` in any case and knows no failed close: it is reported as the node's error.
        const failed = (error: unknown): void => {
          node.error(`${name || word}: closing failed (${messageOf(error)})`);
          if (!(error instanceof Problem)) RED.log.error(error);
        };
        void Promise.resolve(removed).then(close).catch(failed).finally(done);
      });
    },
  };
}
