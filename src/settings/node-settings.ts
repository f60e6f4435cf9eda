import type { Family } from '../catalogue/entry';
import type { ClassChoice, LayerFamily } from './classes';
import type { Migration } from './migrations';
import type { SettingTable } from './setting';

/** The colours of the palette: what kind of node it is. */
export type Group = 'data' | 'layers' | 'training' | 'use' | 'config';

/**
 * All that is declared of a node type, in `nodes/<type>/settings.ts`. From it follow how its configuration is read and
 * checked, its dialog and its properties in the editor, and the list of properties in its help.
 */
export interface NodeSettings<T extends SettingTable = SettingTable, C extends ClassChoice = ClassChoice> {
  readonly group: Group;
  readonly inputs: 0 | 1;
  readonly outputs: number;
  /** a flag among its properties: while it is on, there is one output more */
  readonly secondOutput?: string;
  /** its properties, in the order of the dialog; `name` only where it means more than a label on the canvas */
  readonly properties: T;
  readonly classes?: C;
  /** it adds a layer, though it has no choice of classes */
  readonly layer?: true;
  /** its dialog says what it will do with what reaches it, though it adds no layer */
  readonly outcome?: true;
  /** its dialog offers to put what it stands for onto the canvas as single nodes */
  readonly singleNodes?: true;
  /** a node without a name is labelled by the first of these properties that is not empty */
  readonly label?: readonly string[];
  /** from the properties of older versions, the oldest first */
  readonly migrations?: readonly Migration[];
}

export const defineSettings = <const T extends SettingTable>(settings: NodeSettings<T>): NodeSettings<T> => settings;

/** A node that is a layer of a family: its settings are the arguments of that layer, and some of the node's own. */
export const layerSettings = <const T extends SettingTable = Record<never, never>>(
  family: Family,
  first: string,
  rest: Partial<Pick<NodeSettings<T>, 'properties' | 'label' | 'migrations'>> = {},
): NodeSettings<T, ClassChoice<LayerFamily>> & { readonly classes: ClassChoice<LayerFamily> } => ({
  group: 'layers',
  inputs: 1,
  outputs: 1,
  ...rest,
  properties: rest.properties ?? ({} as T),
  classes: { ...(family !== 'input' && { property: 'layer' }), of: { family }, first },
});
