import type { Ran } from './npm';

/** Why the native engine could not be installed. The editor has a text for each, in each of its languages. */
export type InstallReason = 'folder' | 'forbidden' | 'npm' | 'registry' | 'version' | 'space' | 'load' | 'other';

/** The sentence in the log: what is wrong, and the remedy. `about`: a folder, a code, npm's last words. */
export const SENTENCES: Readonly<Record<InstallReason, (about: string) => string>> = {
  folder: about =>
    `the folder ${about} cannot be written to. Install onnxruntime-node where this Node-RED is set up (in its image), or continue with WebAssembly`,
  forbidden: () => 'the settings of this Node-RED forbid installing packages (externalModules.palette.allowInstall)',
  npm: about =>
    `npm cannot be run on this machine (${about}). Install npm, or copy onnxruntime-node into the user directory`,
  registry: about =>
    `the package registry cannot be reached (${about}). Is this machine offline, or does npm need a proxy or another registry in its .npmrc?`,
  version: about => `the package registry has no onnxruntime-node ${about}`,
  space: about => `the disk is full: onnxruntime-node needs ${about}`,
  load: about =>
    `onnxruntime-node was installed, but does not load on this machine (${about}). WebAssembly stays in use`,
  other: about => `npm could not install onnxruntime-node: ${about}`,
};

export class InstallFailure extends Error {
  override readonly name = 'InstallFailure';
  constructor(
    readonly reason: InstallReason,
    readonly about: string,
  ) {
    super(SENTENCES[reason](about));
  }
}

const CODES: readonly (readonly [InstallReason, RegExp])[] = [
  ['space', /^(ENOSPC|EDQUOT)$/],
  ['folder', /^(EACCES|EPERM|EROFS|ENOTDIR|EISDIR)$/],
  ['version', /^(E404|ETARGET|ENOVERSIONS)$/],
  [
    'registry',
    /^(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENET\w+|EHOST\w+|EPIPE|EPROTO|ERR_SOCKET_TIMEOUT|FETCH_ERROR|EIDLETIMEOUT|.*CERT.*|ERR_TLS.*|ENEEDAUTH|E401|E403|E5\d\d)$/,
  ],
];

/** The meaning of npm's output. It has an error code (`npm error code ENOTFOUND`, in older versions `npm ERR!`). */
export function failureOf({ code, out, err }: Ran, folder: string, range: string): InstallFailure {
  if (code === null || code === 127) return new InstallFailure('npm', err.trim() || 'it was ended');
  const named = /npm (?:error|ERR!) code (\w+)|"code":\s*"(\w+)"/.exec(err + out);
  const npmCode = named?.[1] ?? named?.[2] ?? '';
  const reason = CODES.find(([, pattern]) => pattern.test(npmCode))?.[0] ?? 'other';
  const about = { folder, version: range, space: '300 MB', registry: npmCode }[reason as string];
  return new InstallFailure(reason, about ?? lastWords(err || out));
}

/** npm's error lines without its prefix, the name of the log file and empty lines. */
function lastWords(text: string): string {
  const lines = text
    .split('\n')
    .map(line => line.replace(/^npm (error|ERR!|warn)\s*/, '').trim())
    .filter(line => line !== '' && !/^A complete log|^code /.test(line));
  return lines.slice(0, 3).join(' ').slice(0, 400) || 'it said nothing';
}
