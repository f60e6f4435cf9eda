import type { ReportData } from '../../spec';
import type { Captioned, Section } from '../page/content';
import type { Manner } from '../present';
import { calibrationPictures } from './calibration';
import type { PictureName } from './captioned';
import { confusionBlocks } from './confusion';
import { curvePictures } from './curves';
import { thresholdSection } from './threshold';

/** Which classes are confused, how well they are separated, and how reliable probabilities are. */
export function classSections(report: ReportData, manner: Manner, name: PictureName): Section[] {
  const { say } = manner;
  const confusion = confusionBlocks(report, manner, name);
  return [
    ...(confusion.length > 0 ? [{ title: say('Which answers are right'), blocks: confusion }] : []),
    ...pictureSection(say('How well the classes are told apart'), curvePictures(report, manner, name)),
    ...pictureSection(say('What the probabilities are worth'), calibrationPictures(report, manner, name)),
    ...thresholdSection(report, manner, name),
  ];
}

const pictureSection = (title: string, pictures: readonly Captioned[]): Section[] =>
  pictures.length > 0 ? [{ title, blocks: [{ kind: 'pictures', pictures }] }] : [];
