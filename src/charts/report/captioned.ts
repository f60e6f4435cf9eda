import type { Captioned } from '../page/content';
import { HALF, type Picture } from '../picture';

/** The name of a picture in the whole content: those of a second target have a number behind them. */
export type PictureName = (picture: string) => string;

/** A picture of half a page's width, or of the given height, whose caption is what it says to those who do not see it. */
export const captioned = (
  name: string,
  title: string,
  option: Picture['option'],
  caption: string,
  height: number = HALF.height,
): Captioned => ({ picture: { name, title, summary: caption, option, width: HALF.width, height }, caption });
