import { type Migration, migrate, type NodeProperties } from '../settings/migrations';

/** The migrations of each node type that has any. */
export type MigrationsByType = Readonly<Record<string, readonly Migration[]>>;

/**
 * Migrates flows of older versions when they come into the editor, so that dialogs show their meaning and the next
 * deploy saves the new form. No node is marked as changed by it.
 * All flows come in through `RED.nodes.import`: loaded from the runtime, pasted, imported. The editor keeps only
 * properties that a node type has now, so they are migrated before that.
 */
export function migrateFlows(byType: MigrationsByType): void {
  const original = RED.nodes.import;
  RED.nodes.import = (flow, options) => original(migratedFlow(byType, flow), options);
  // If the palette is installed while the editor is open, its nodes existed as unknown nodes. The editor keeps their
  // original properties, and adds them again by itself.
  RED.events.on('nodes:add', node => {
    const migrations = byType[node.type];
    if (migrations === undefined || node.version !== undefined) return;
    const given = RED.nodes.originalFlow()?.find(({ id }) => id === node.id);
    if (given) Object.assign(node, changesOf(given, migrate(migrations, given)));
  });
}

/** A flow to import, as JSON or as nodes; anything else is left to the editor, which reports it. */
export function migratedFlow(byType: MigrationsByType, flow: unknown): unknown {
  if (typeof flow === 'string') {
    const nodes = parsed(flow);
    const migrated = migratedFlow(byType, nodes);
    return migrated === nodes ? flow : migrated;
  }
  return Array.isArray(flow) ? flow.map(node => migratedNode(byType, node)) : migratedNode(byType, flow);
}

function parsed(flow: string): unknown {
  try {
    return JSON.parse(flow);
  } catch {
    return undefined; // the editor parses it again, and tells the user what is wrong
  }
}

function migratedNode(byType: MigrationsByType, node: unknown): unknown {
  if (typeof node !== 'object' || node === null || !('type' in node)) return node;
  const { type } = node;
  return typeof type === 'string' && Object.hasOwn(byType, type) ? migrate(byType[type], { ...node }) : node;
}

/** The properties that are new or have changed. */
const changesOf = (before: NodeProperties, after: NodeProperties): NodeProperties =>
  Object.fromEntries(Object.entries(after).filter(([property, value]) => value !== before[property]));
