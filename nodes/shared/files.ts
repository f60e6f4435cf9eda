import { isAbsolute, join } from 'node:path';
import type { NodeAPI } from 'node-red';
import {
  badArgument,
  type FilePlaces,
  type FileSource,
  type FileTarget,
  fileToRead,
  fileToShow,
  fileToWrite,
  TensorwireError,
} from '../../src';

/** What Node-RED's settings hold beyond their types. */
interface OtherSettings {
  readonly tensorwire?: unknown;
  readonly flowFile?: unknown;
  readonly settingsFile?: unknown;
}

export const userDirOf = (RED: NodeAPI): string => RED.settings.userDir ?? process.cwd();

/** A file that a deployed node names; relative paths are resolved in userDir. */
export function readable(RED: NodeAPI, path: string): FileSource {
  const places = filePlaces(RED);
  return { file: fileToRead(places, path), rules: { purpose: 'read', places } };
}
/** The same for a path to write. */
export function writable(RED: NodeAPI, path: string): FileTarget {
  const places = filePlaces(RED);
  return { file: fileToWrite(places, path), places };
}

/** A file that somebody wants to see in the editor. */
export function showable(RED: NodeAPI, path: string): FileSource {
  const places = filePlaces(RED);
  return { file: fileToShow(places, path), rules: { purpose: 'show', places } };
}

/**
 * Where this Node-RED has its files, and which folders settings.js allows: `tensorwire: { files: ['data', '/mnt/csv']
 * }`.
 */
export function filePlaces(RED: NodeAPI): FilePlaces {
  const userDir = userDirOf(RED);
  const { flowFile, settingsFile } = RED.settings as OtherSettings;
  const own = [flowFile, settingsFile].filter(file => typeof file === 'string' && file !== '') as string[];
  return {
    userDir,
    allowed: allowedFolders(RED),
    own: own.map(file => absoluteIn(userDir, file)),
    stores: [join(userDir, 'tensorwire'), ...storeFolders(RED).map(folder => absoluteIn(userDir, folder))],
  };
}
const absoluteIn = (userDir: string, path: string): string => (isAbsolute(path) ? path : join(userDir, path));

/** All that `tensorwire` in settings.js may hold. */
const SETTINGS = ['files', 'limits', 'runs', 'trainings', 'upload'];

/** Megabytes that an uploaded file may have, unless settings.js says otherwise; 0: nobody may upload. */
const UPLOAD = 256;

/** Where the editor's uploads go, `data` in userDir unless settings.js allows other folders only; and how many bytes they may have. */
export function uploadPlace(RED: NodeAPI): { readonly folder: string; readonly limit: number } {
  const { userDir, allowed } = filePlaces(RED);
  const limit = uploadLimit(RED);
  const folder = allowed === null ? 'data' : allowed[0];
  if (folder === undefined) throw noUpload();
  return { folder: absoluteIn(userDir, folder), limit };
}

/** The bytes that an uploaded file of data may have; throws where nobody may upload, models neither. */
export function uploadLimit(RED: NodeAPI): number {
  const { upload = UPLOAD } = own(RED) as { upload?: unknown };
  if (typeof upload !== 'number' || !(upload >= 0))
    throw badArgument('tensorwire.upload', 'a number of megabytes', upload).about('settings.js');
  if (upload === 0) throw noUpload();
  return upload * 2 ** 20;
}

const noUpload = (): TensorwireError =>
  new TensorwireError(
    'upload',
    'the settings of this Node-RED allow none (tensorwire.upload and tensorwire.files in settings.js)',
    { forbidden: true },
  );

/** What settings.js says of the palette. */
function own(RED: NodeAPI): object {
  const { tensorwire = {} } = RED.settings as OtherSettings;
  if (typeof tensorwire !== 'object' || tensorwire === null)
    throw badArgument('tensorwire', 'an object, as in { files: ["data"] }', tensorwire).about('settings.js');
  return tensorwire;
}

/** A wrong setting must not open what it was meant to close. */
function allowedFolders(RED: NodeAPI): readonly string[] | null {
  const tensorwire = own(RED);
  // A misspelt name would leave every file open.
  const unknown = Object.keys(tensorwire).find(key => !SETTINGS.includes(key));
  if (unknown !== undefined)
    throw new TensorwireError('settings.js', `tensorwire has no setting ${unknown}; it has ${SETTINGS.join(', ')}`);
  const { files } = tensorwire as { files?: unknown };
  if (files === undefined) return null;
  if (!Array.isArray(files) || !files.every(folder => typeof folder === 'string' && folder !== ''))
    throw badArgument('tensorwire.files', 'a list of folders', files).about('settings.js');
  return files;
}

/** The folders of the deployed nn-store nodes. */
function storeFolders(RED: NodeAPI): string[] {
  const folders: string[] = [];
  RED.nodes.eachNode(({ id, type }) => {
    if (type !== 'nn-store') return;
    const { settings } = (RED.nodes.getNode(id) ?? {}) as { settings?: { folder?: string } | null };
    if (settings?.folder) folders.push(settings.folder);
  });
  return folders;
}
