export { fileToRead, fileToShow, fileToWrite, folderToUse } from './access';
export type { FilePlaces } from './places';
