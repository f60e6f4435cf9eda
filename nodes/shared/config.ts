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
    RED.nodes.registerType(type, function (this: ConfigNode<T>, config: NodeDef) {
      RED.nodes.createNode(this, config);
      try {
        const given = migrate(migrations, { ...config });
        this.settings = about(config.name || type.slice(3), () => readSettings(properties, given));
      } catch (error) {
        this.settings = null;
        this.problem = error as Error;
      }
    });
    routes?.(RED);
  };
}

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

/** The store of an nn-store node; without one, `tensorwire/models` in userDir. */
export function storeOf(RED: NodeAPI, id: string): Store {
  const { folder, keep } = (settingsOf(RED, id, 'nn-store') ?? {}) as { folder?: string; keep?: number };
  return openStore(folder ? folderToUse(filePlaces(RED), folder) : usualFolder(RED), {
    ...(keep !== undefined && { keep }),
    placing: { resolveFrom: [userDirOf(RED)] },
    pinned: (name, version) => isNamed(RED, `${name}:${version}`),
  });
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
    const { model, name } = (settings ?? {}) as { model?: unknown; name?: unknown };
    return [model, name];
  };
  return [...members.values()].some(member => names(member).includes(reference) || member.holds?.() === reference);
}
