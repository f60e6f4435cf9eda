type Cells = Readonly<Record<string, string | number | boolean | null>>;
export type Data = { readonly picture: string } | { readonly record: Cells };

/** What the node says about its examples. */
export interface Found {
  /** null: nothing has been trained yet */
  readonly title: string | null;
  /** shares of the examples that are held back; null: there are none, or no model before */
  readonly accuracy: number | null;
  readonly earlier: number | null;
  /** state of the newest training; null: there was none */
  readonly training: string | null;
  readonly held: number;
  /** examples of each label, besides those held back, that a training needs */
  readonly least: number;
  readonly labels: readonly { readonly name: string; readonly all: number; readonly held: number }[];
  readonly unlabeled: number;
  /** without a label, the least sure first */
  readonly asked: readonly number[];
  readonly examples: readonly {
    readonly id: number;
    readonly label: string | null;
    readonly held: boolean;
    /** only if the page did not know it */
    readonly data?: Data;
  }[];
}
