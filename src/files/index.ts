export { fileToRead, fileToShow, fileToWrite, folderToUse } from './access';
export { type DataFile, dataFiles, nameInFlow, plainName } from './data-files';
export { type FileRules, type FileSource, type FileTarget, inFolderToWrite, openToRead } from './open';
export type { FilePlaces } from './places';
export { EXISTING, type Existing, receiveFile, tooLarge } from './upload';
