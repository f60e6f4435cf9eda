/** A tensor to look at: small enough for a browser, whatever its size. */
export interface TensorView {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** picture: an image of one, three or four channels; else cells of a heat map */
  readonly kind: 'picture' | 'heat-map';
  /** of what is shown: every `every`-th row and column of the first of `of` planes */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly every: number;
  readonly of: number;
  /** the range of the finite numbers that are shown; both are 0 where there are none */
  readonly min: number;
  readonly max: number;
  /** the numbers as bytes, `min` as 0 and `max` as 255, in base64 */
  readonly bytes: string;
  /** the numbers themselves where there are few: [height, width]; null: not finite */
  readonly numbers?: readonly (readonly (number | null)[])[];
}
