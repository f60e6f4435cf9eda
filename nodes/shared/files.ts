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

/** All keys of `tensorwire` in settings.js. */
const SETTINGS = ['files', 'limits', 'trainings'];

/** A wrong setting must not open what it was meant to close. */
function allowedFolders(RED: NodeAPI): readonly string[] | null {
  const { tensorwire } = RED.settings as OtherSettings;
  if (tensorwire === undefined) return null;
  if (typeof tensorwire !== 'object' || tensorwire === null)
    throw badArgument('tensorwire', 'an object, as in { files: ["data"] }', tensorwire).about('settings.js');
  // A misspelt key would leave every file open.
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
