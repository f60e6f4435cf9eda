export { fileToRead, fileToShow, fileToWrite, folderToUse } from './access';
export { type FileRules, type FileSource, type FileTarget, inFolderToWrite, openToRead } from './open';
export type { FilePlaces } from './places';
