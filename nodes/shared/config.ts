import { resolve } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import {
  about,
  type CanvasNode,
  canvasOf,
  type EngineName,
  folderToUse,
  migrate,
  type NodeSettings,
  openStore,
  Problem,
  type RaySettings,
  rayUrl,
  readSettings,
  type Settings,
  type SettingTable,
  type Store,
} from '../../src';
import { filePlaces, userDirOf } from './files';

interface ConfigNode<T extends SettingTable = SettingTable> extends Node {
  /** null: they are wrong, and `problem` says how */
  settings: Settings<T> | null;
  problem?: Error;
}

/** A configuration node: holds checked settings for the nodes that refer to it. */
export function defineConfig<T extends SettingTable>(
  type: string,
  { properties, migrations }: NodeSettings<T>,
  routes?: (RED: NodeAPI) => void,
): (RED: NodeAPI) => void {
  return RED => {
    const secrets = Object.keys(properties).filter(name => properties[name]!.form.widget === 'secret');
    const credentials = Object.fromEntries(secrets.map(name => [name, { type: 'password' as const }]));
    function create(this: ConfigNode<T>, config: NodeDef): void {
      RED.nodes.createNode(this, config);
      try {
        const given = { ...migrate(migrations, { ...config }), ...pick(this.credentials, secrets) };
        this.settings = about(config.name || type.slice(3), () => readSettings(properties, given));
      } catch (error) {
        this.settings = null;
        this.problem = error as Error;
      }
    }
    RED.nodes.registerType(type, create, { credentials });
    routes?.(RED);
  };
}

/** Secrets that are set: Node-RED keeps them apart from the flow. */
const pick = (credentials: object | undefined, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(credentials ?? {}).filter(([name]) => names.includes(name)));

function settingsOf(RED: NodeAPI, id: string, type: string): Readonly<Record<string, unknown>> | null {
  if (id === '') return null;
  const node = RED.nodes.getNode(id) as ConfigNode | null;
  if (!node || node.type !== type)
    throw new Problem(`the ${type.slice(3)} configuration "${id}" is missing or disabled`);
  if (node.problem) throw node.problem;
  return node.settings;
}

/** The engine of an nn-engine node; `auto` without one. */
export const engineOf = (RED: NodeAPI, id: string): EngineName | 'auto' =>
  (settingsOf(RED, id, 'nn-engine')?.engine as EngineName | 'auto' | undefined) ?? 'auto';

/** Where an nn-engine node runs models. One thread answers, if no other number is chosen. */
export function placingOf(RED: NodeAPI, id: string) {
  const threads = threadsOf(RED, id);
  return { engine: engineOf(RED, id), threads: threads === 'auto' ? 1 : threads, resolveFrom: [userDirOf(RED)] };
}

/** The number of threads that an nn-engine node gives ONNX Runtime; `auto` without one. */
export const threadsOf = (RED: NodeAPI, id: string): number | 'auto' =>
  (settingsOf(RED, id, 'nn-engine')?.threads as number | 'auto' | undefined) ?? 'auto';

/** The cluster of an nn-engine node; null: it trains on this machine. */
export function clusterOf(RED: NodeAPI, id: string): RaySettings | null {
  const settings = settingsOf(RED, id, 'nn-engine') as (RaySettings & { readonly kind: string }) | null;
  if (settings?.kind !== 'ray') return null;
  const { address, token, workers, cpus, storage, environment } = settings;
  return { address: rayUrl(address), token, workers, cpus, storage, environment };
}

/** The store of an nn-store node; without one, `tensorwire/models` in userDir. */
export function storeOf(RED: NodeAPI, id: string): Store {
  const { folder, keep } = (settingsOf(RED, id, 'nn-store') ?? {}) as { folder?: string; keep?: number };
  return openStore(folder ? folderToUse(filePlaces(RED), folder) : usualFolder(RED), {
    ...(keep !== undefined && { keep }),
    placing: { resolveFrom: [userDirOf(RED)] },
    pinned: (name, version) => isNamed(RED, `${name}:${version}`),
  });
}

/** The server of an nn-server node; null without one. */
export function serverOf(RED: NodeAPI, id: string): ServerSettings | null {
  return settingsOf(RED, id, 'nn-server') as ServerSettings | null;
}
export interface ServerSettings {
  readonly address: string;
  readonly token: string;
  /** '': as the model is called here */
  readonly model: string;
  readonly version: string;
  readonly batchSize: number;
  /** seconds */
  readonly timeout: number;
  readonly retries: number;
}

/** The store in a folder that a node used before; not opened if settings.js forbids it now. */
export function storeAt(RED: NodeAPI, folder: string): Store {
  const at = resolve(userDirOf(RED), folder);
  return openStore(at === usualFolder(RED) ? at : folderToUse(filePlaces(RED), at));
}

const usualFolder = (RED: NodeAPI): string => resolve(userDirOf(RED), 'tensorwire', 'models');

/** Does a deployed node refer to this version, or use it? */
function isNamed(RED: NodeAPI, reference: string): boolean {
  const { members } = canvasOf(RED);
  const names = ({ settings }: CanvasNode) => {
    const { model, name, models } = (settings ?? {}) as { model?: unknown; name?: unknown; models?: unknown };
    return [model, name, ...(Array.isArray(models) ? models : [])];
  };
  return [...members.values()].some(member => names(member).includes(reference) || member.holds?.() === reference);
}
