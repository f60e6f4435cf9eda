export { fileToRead, fileToShow, fileToWrite, folderToUse } from './access';
export { type FileRules, type FileSource, openToRead } from './open';
export type { FilePlaces } from './places';
