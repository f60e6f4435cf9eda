import type { NodeAPI } from 'node-red';
import { canvasOf, messageOf } from '../../src';
import { userDirOf } from './files';

/**
 * Removes what nodes of this type that no longer exist have left on disk. A node that is deleted removes its own file;
 * this is for flows that were replaced while Node-RED did not run.
 * @param what how the warning calls the files
 */
export function sweepAtDeploys(
  RED: NodeAPI,
  type: string,
  what: string,
  sweep: (userDir: string, nodes: ReadonlySet<string>) => Promise<void>,
): void {
  const { atDeploys } = canvasOf(RED);
  atDeploys.set(type, ids => {
    sweep(userDirOf(RED), ids).catch(error =>
      RED.log.warn(`tensorwire: old ${what} cannot be removed (${messageOf(error)})`),
    );
  });
}
