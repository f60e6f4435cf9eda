import type { Field } from '../form';

/** What a widget gets of the dialog that it stands in. */
export interface Place {
  readonly node: EditorNode;
  /** `node-input` or `node-config-input` */
  readonly prefix: string;
  /** the field's row */
  readonly row: JQuery;
  /** what the field is to show first */
  readonly stored: unknown;
  /** what another field holds at this moment */
  value(property: string): unknown;
  /** tells the dialog that a value has changed */
  changed(): void;
  /** columns of the data, as far as they have been looked at; shared by the widgets of a dialog */
  readonly columns: ColumnView[];
}

/** A column as the data show it. */
export interface ColumnView {
  readonly name: string;
  readonly type: string;
  readonly examples: readonly unknown[];
  readonly missing: number;
  /** how its numbers are scaled unless somebody says otherwise */
  readonly scaling?: string;
  /** how its texts are read */
  readonly format?: { readonly decimal?: string; readonly date?: string };
  /** why the type is what it is, in words */
  readonly reason?: string;
  /** what may have been meant otherwise, and how the column is read, in sentences */
  readonly warnings?: readonly string[];
  readonly notes?: readonly string[];
  readonly problem?: { readonly row: number; readonly text: string };
}

/** A field that Node-RED cannot read by itself gives back how its value is read. */
export type Widget<W extends Field['widget']> = (
  field: Field & { widget: W },
  place: Place,
) => (() => unknown) | undefined;

/** A text of the shared locale. */
export const text = (key: string, values?: Readonly<Record<string, unknown>>): string =>
  RED._(`@tensorwire/node-red/tensorwire-editor:${key}`, values);

/** What Node-RED says of a request that failed; undefined where it says nothing. */
export const answerOf = (failure: unknown): string | undefined =>
  (failure as { responseJSON?: { error?: string } }).responseJSON?.error;

/** The same, else how the request ended. */
export const reasonOf = (failure: unknown): string =>
  answerOf(failure) ?? (failure as { statusText?: string }).statusText ?? String(failure);

/** What stands in an input or a select. */
export const written = (input: JQuery): string => String(input.val() ?? '');
