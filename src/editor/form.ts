import type { ClassChoice } from '../settings/classes';
import type { NodeSettings } from '../settings/node-settings';
import type { Condition, NodeWidget } from '../settings/setting';

/** What the edit dialog of a node is made of. A form is data: the HTML, the defaults and the help table follow from it. */

interface Common {
  /** the node's property, and the key of its label and tip in the node's locale */
  readonly property: string;
  readonly default: unknown;
  /** shown only where one of these holds */
  readonly visibleWhen?: readonly Condition[];
  /** an empty field means something, which stands in it in grey: `hint.<property>` of the node's locale */
  readonly hint?: true;
  /** an empty field is an error, where the condition holds */
  readonly required?: Condition;
  /** of a number, `s` */
  readonly unit?: string;
}

/**
 * One field of a form, by what the user sees: see NodeWidget, and beside them
 * - `number`, `shape` ("28, 28, 1"): kept as text, so that `${NAME}` of the environment can stand there
 * - `part`: an initializer, a regularizer or a constraint, with its numbers where wanted: `L2(0.01)`
 */
export type Field = Common & Widget;
export type Widget =
  | NodeWidget
  | {
      readonly widget: 'number';
      readonly min?: number;
      readonly max?: number;
      readonly integer?: boolean;
      /** the word `auto` may stand in it too */
      readonly orAuto?: true;
    }
  | { readonly widget: 'checkbox' }
  | {
      readonly widget: 'shape';
      /** of each size: 1, or −1 where one may be left open */
      readonly min?: number;
      /** any numbers, not only whole ones */
      readonly fractions?: boolean;
    }
  | { readonly widget: 'part'; readonly list: 'initializers' | 'regularizers' | 'constraints' };

export interface Form
  extends Pick<
    NodeSettings,
    'group' | 'inputs' | 'outputs' | 'secondOutput' | 'layer' | 'outcome' | 'singleNodes' | 'label'
  > {
  readonly fields: readonly Field[];
  readonly classes?: ClassChoice;
  /** its name means more than a label on the canvas */
  readonly named?: true;
  /** of its properties, where there is one: see src/settings/migrations.ts */
  readonly version?: number;
}

/** Does the dialog say what the node will do? */
export const showsOutcome = ({ classes, layer, outcome }: Form): boolean =>
  layer === true || outcome === true || typeof classes?.of === 'object';

/** A form with the type that its folder gives it. */
export type NodeForm = Form & { readonly type: string };
