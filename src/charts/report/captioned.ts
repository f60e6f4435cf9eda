import type { Captioned } from '../page/content';
import { HALF, type Picture } from '../picture';

/** The name of a picture in the whole content; those of a second target get a number. */
export type PictureName = (picture: string) => string;

/** A picture of half a page's width, or of the given height, with its summary as caption. */
export const captioned = (
  name: string,
  title: string,
  option: Picture['option'],
  caption: string,
  height: number = HALF.height,
): Captioned => ({ picture: { name, title, summary: caption, option, width: HALF.width, height }, caption });
