export { type BarChart, type Bars, barChart, heightOfBars } from './bars';
export { type CardParts, cardContent } from './card/content';
export { type GridCell, type GridChart, gridChart } from './grid';
export { type Line, type LineChart, lineChart, type Mark, type Point } from './lines';
export type { Look } from './look';
export { type MatrixChart, matrixChart } from './matrix';
export type { Block, Captioned, Content, Section, Table, Tile, Tone } from './page/content';
export { type ChartOption, HALF, type Picture, THIRD, WHOLE } from './picture';
export { type PointChart, pointChart } from './points';
export {
  type DrawnPicture,
  FORMS,
  type Form,
  type Manner,
  type PictureOption,
  type Presented,
  present,
} from './present';
export { reportContent } from './report/content';
export { LANGUAGES, type Language, type Words, wordsIn } from './wording';
