import type { Family } from '../catalogue/entry';
import type { ClassChoice, LayerFamily } from './classes';
import type { Migration } from './migrations';
import type { SettingTable } from './setting';

/** The kinds of nodes, which determine their colors in the palette. */
export type Group = 'data' | 'layers' | 'training' | 'use' | 'dashboard' | 'config';

/** The tabs of the sidebar "Neural networks". */
export type SidebarTab = 'runs' | 'models' | 'network' | 'data';

/**
 * Everything declared about a node type, in `nodes/<type>/settings.ts`. From it follow how its configuration is read
 * and checked, its dialog and properties in the editor, and the list of properties in its help.
 */
export interface NodeSettings<T extends SettingTable = SettingTable, C extends ClassChoice = ClassChoice> {
  readonly group: Group;
  readonly inputs: 0 | 1;
  readonly outputs: number;
  /** one of its properties: unless it is false or `off`, there is one output more */
  readonly secondOutput?: string;
  /** its properties, in the order of the dialog; `name` only if it is more than a label on the canvas */
  readonly properties: T;
  /** those that stand under *more* in its dialog, which is open where one of them is not what a new node has */
  readonly more?: readonly (keyof T & string)[];
  readonly classes?: C;
  /** what a node that is dragged from the palette has, where that is not what a property means that is left out */
  readonly newNode?: Readonly<Record<string, string>>;
  /** it adds a layer, though it has no choice of classes */
  readonly layer?: true;
  /** its dialog shows what it will do with what reaches it, though it adds no layer */
  readonly outcome?: true;
  /** its dialog offers to replace it by the single nodes that it stands for */
  readonly singleNodes?: true;
  /** tabs of the sidebar that its dialog leads to */
  readonly sidebar?: readonly SidebarTab[];
  /** a button on the canvas opens its last report as a page */
  readonly reports?: true;
  /** without a name, the label is the first of these properties that is not empty */
  readonly label?: readonly string[];
  /** from older versions, oldest first */
  readonly migrations?: readonly Migration[];
}

export const defineSettings = <const T extends SettingTable>(settings: NodeSettings<T>): NodeSettings<T> => settings;

/** A node that is a layer of a family: its settings are the arguments of that layer, plus some of the node's own. */
export const layerSettings = <const T extends SettingTable = Record<never, never>>(
  family: Family,
  first: string,
  rest: Partial<Pick<NodeSettings<T>, 'properties' | 'newNode' | 'label' | 'migrations'>> = {},
): NodeSettings<T, ClassChoice<LayerFamily>> & { readonly classes: ClassChoice<LayerFamily> } => ({
  group: 'layers',
  inputs: 1,
  outputs: 1,
  ...rest,
  properties: rest.properties ?? ({} as T),
  classes: { ...(family !== 'input' && { property: 'layer' }), of: { family }, first },
});
